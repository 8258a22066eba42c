#include "fovea/train/trainer.h"

#include <algorithm>

#include "fovea/graph/names.h"
#include "fovea/train/evaluate.h"
#include "framework/core/seconds_since.h"
#include "framework/train/training_plans.h"
#include "framework/train/training_run.h"
#include "framework/train/update.h"

namespace fovea {

namespace {

using Clock = std::chrono::steady_clock;

}  // namespace

struct Trainer::Impl {
  Impl(TrainingRun::Models trained, Backend& device, BatchSource& training, BatchSource* validating,
       BatchSource* testing, TrainingOptions settings)
      : progress(std::move(trained), device, training, std::move(settings)),
        train(training),
        validation(validating),
        test(testing) {
    if (progress.schedule->wants_metric() && !validation) {
      throw Error("schedule '{}' needs a validation set", progress.options.schedule)
          .hint("add --validation 0.1");
    }
    if (progress.options.patience > 0 && !validation) {
      throw Error("early stopping needs a validation set").hint("add --validation 0.1");
    }
    progress.retry_after_device_loss([] {});
  }

  // An update that was not finite changed nothing. Throws Error for it, unless a smaller loss
  // scale may help.
  void finish(Update& update) {
    wait_for(progress, update);
    const Results& last = update.back().results;
    const auto scale = last.find("loss_scale");
    const bool latches = scale == last.end();
    Checkpoint own;
    for (const PartRun& part : update) {
      if (latches && !is_finite(part)) fail(progress, part);
      add(part, own);
    }
    if (!is_finite(update.back())) {
      if (scale->second.item<float>() < 1) fail(progress, update.back());
      ++progress.position.skipped;
    } else if (clips()) {
      progress.position.norm_sum +=
          double{update.back().results.at(names::gradient_norm).item<float>()};
    }
    Checkpoint& position = progress.position;
    if (std::ranges::all_of(own.sums, [](const auto& sum) { return std::isfinite(sum.second); })) {
      for (const auto& [name, sum] : own.sums) position.sums[name] += sum;
      for (const auto& [name, count] : own.counts) position.counts[name] += count;
      position.examples += own.examples;
    }
    ++position.batch;
  }

  // Adds the outputs of a part that metrics are made of.
  void add(const PartRun& part, Checkpoint& sums) const {
    for (const auto& [name, value] : part.results) {
      const std::string output = TrainingRun::output_of(*part.step, name);
      if (progress.position.sums.contains(output)) {
        sums.sums[output] += double{value.item<float>()} * static_cast<double>(part.examples);
      } else if (progress.position.counts.contains(output)) {
        sums.counts[output] += value.item<std::int32_t>();
      }
    }
    if (part.step == &progress.objective.steps.front()) sums.examples += part.examples;
  }

  bool clips() const { return progress.options.clip_norm > 0; }

  Outcome epoch(const TrainingObserver& observer) {
    train.start(static_cast<int>(progress.position.epoch), progress.position.batch);
    const double before = progress.position.seconds;
    const Clock::time_point start = Clock::now();
    const auto complete = [&](Update& update) {
      finish(update);
      progress.position.seconds = before + seconds_since(start);
      const double examples =
          static_cast<double>(std::max<std::int64_t>(progress.position.examples, 1));
      observer.step({static_cast<int>(progress.position.epoch) + 1, progress.position.batch,
                     progress.steps_an_epoch, progress.means(),
                     progress.schedule->rate(progress.step() - 1), progress.position.seconds,
                     examples * progress.objective.counted_an_example / progress.position.seconds});
    };
    const std::int64_t first = progress.position.epoch * progress.steps_an_epoch,
                       end = first + progress.steps_an_epoch;
    std::int64_t begun = progress.step();
    std::optional<Update> last;  // computes while the next batch is made and copied
    const auto next_batch = [&](Batch& batch) {
      const Clock::time_point asked = Clock::now();
      const bool more = train.next(batch);
      progress.position.data_seconds += seconds_since(asked);
      return more;
    };
    for (Batch batch; next_batch(batch);) {
      Update next = begin_update(progress, batch, progress.schedule->rate(begun++));
      if (last) complete(*last);
      last = std::move(next);
      const bool stop = begun < end && observer.stop();
      if (!stop && (begun == end || !progress.due(begun))) continue;
      complete(*last);
      last.reset();
      progress.keep(progress.snapshot());
      if (stop) return Outcome::stopped;
    }
    if (last) complete(*last);
    finish_epoch(observer, progress.schedule->rate(end - 1));
    return Outcome::finished;
  }

  // What the graph packs is freed: weights change before it runs again.
  Evaluation evaluation(BatchSource& source) {
    Session& session = progress.session();
    Evaluation result = fovea::evaluate(session, names::evaluate, progress.objective, source);
    session.release(names::evaluate);
    return result;
  }

  // Weights that overflowed in the last step show here first.
  Evaluation evaluated(BatchSource& source, std::string_view name) {
    try {
      return evaluation(source);
    } catch (const DeviceLost&) {
      throw;
    } catch (const Error& error) {
      throw error.at(fmt::format("{} after epoch {}", name, progress.position.epoch + 1));
    }
  }

  void finish_epoch(const TrainingObserver& observer, double rate) {
    if (progress.position.examples == 0) {
      throw Error("no step of epoch {} had a finite loss", progress.position.epoch + 1)
          .hint("use --precision fp32, or lower the learning rate");
    }
    const double examples = static_cast<double>(progress.position.examples);
    EpochMetrics metrics;
    metrics.epoch = static_cast<int>(progress.position.epoch) + 1;
    metrics.learning_rate = rate;
    metrics.train = progress.means();
    metrics.skipped = progress.position.skipped;
    const std::int64_t updates = progress.position.batch - progress.position.skipped;
    if (clips() && updates > 0) {
      metrics.gradient_norm = progress.position.norm_sum / static_cast<double>(updates);
    }
    metrics.seconds = progress.position.seconds;
    metrics.data_seconds = progress.position.data_seconds;
    metrics.counted = progress.objective.counted;
    metrics.per_second =
        examples * progress.objective.counted_an_example / progress.position.seconds;
    bool better = false;
    if (validation) {
      metrics.validation = evaluated(*validation, "validation set").values;
      const Metric& first = progress.objective.metrics.front();
      const double value = metrics.validation.at(first.name);
      progress.schedule->report(first.better == Better::higher ? -value : value);
      better = progress.is_better(value);
      if (better) progress.best = value;
    }
    if (test) metrics.test = evaluated(*test, "test set").values;

    progress.position = progress.at_epoch(progress.position.epoch + 1);
    metrics.steps = progress.step();
    if (better) progress.best_epoch = metrics.epoch;
    // The last use of the device: what follows happens once, even if the device is lost.
    Checkpoint reached = progress.snapshot();
    progress.hand_over(reached.state);
    if (better) observer.best(metrics);
    observer.epoch(metrics);
    progress.keep(std::move(reached));
  }

  Outcome run(const TrainingObserver& observer) {
    progress.start();
    progress.hand_over(progress.session().save());
    while (progress.position.epoch < progress.options.epochs && !progress.out_of_patience()) {
      if (epoch(observer) == Outcome::stopped) return Outcome::stopped;
      if (progress.position.epoch < progress.options.epochs && observer.stop())
        return Outcome::stopped;
    }
    return Outcome::finished;
  }

  std::vector<StepProfile> profile() {
    const auto before = progress.session().save();
    Batch batch;
    train.start(0, 0);
    if (!train.next(batch)) return {};
    const std::int64_t count = std::min(progress.part_size(), examples_of(batch));
    std::vector<StepProfile> profiles;
    for (const TrainingStep& step : progress.objective.steps) {
      const std::string graph = progress.full_graph(step);
      const Feed inputs = feed_of(progress, graph, batch, 0, count, progress.options.learning_rate);
      std::vector<StepTime> times = progress.session().profile(graph, inputs);
      profiles.push_back({step.name, &plan_of(progress, graph, count), std::move(times)});
    }
    progress.session().restore(before);
    return profiles;
  }

  std::vector<TriedRate> try_rates(double low, double high, int steps) {
    constexpr double decay = 0.9, most = 4;
    const auto before = progress.session().save();
    std::vector<TriedRate> tried;
    double sum = 0, weight = 0, least = INFINITY;
    int pass = 0;
    train.start(pass, 0);
    for (int step = 0; step < steps; ++step) {
      Batch batch;
      if (!train.next(batch)) {
        train.start(++pass, 0);
        train.next(batch);
      }
      const double rate = low * std::pow(high / low, static_cast<double>(step) / (steps - 1));
      Update update = begin_update(progress, batch, rate);
      wait_for(progress, update);
      const double loss = loss_of(update);
      if (!std::isfinite(loss) || !std::ranges::all_of(update, is_finite)) break;
      sum = decay * sum + loss;
      weight = decay * weight + 1;
      tried.push_back({rate, loss, sum / weight});
      least = std::min(least, tried.back().smoothed);
      if (tried.back().smoothed > most * least) break;
    }
    progress.session().restore(before);
    return tried;
  }

  TrainingRun progress;
  BatchSource& train;
  BatchSource* validation;
  BatchSource* test;
};

Trainer::Trainer(Model& model, Backend& backend, BatchSource& train, BatchSource* validation,
                 BatchSource& test, TrainingOptions options)
    : Trainer(model, backend, train, validation, &test, std::move(options)) {}

Trainer::Trainer(Model& model, Backend& backend, BatchSource& train, BatchSource* validation,
                 BatchSource* test, TrainingOptions options)
    : Trainer(std::map<std::string, Model*>{{only_part, &model}}, backend, train, validation, test,
              std::move(options)) {}

Trainer::Trainer(std::map<std::string, Model*> parts, Backend& backend, BatchSource& train,
                 BatchSource* validation, BatchSource* test, TrainingOptions options)
    : impl_(std::make_unique<Impl>(std::move(parts), backend, train, validation, test,
                                   std::move(options))) {}

Trainer::~Trainer() = default;

std::vector<const Plan*> Trainer::plans() { return plans(impl_->progress.part_size()); }

std::vector<const Plan*> Trainer::plans(std::int64_t examples) {
  TrainingRun& progress = impl_->progress;
  return progress.retry_after_device_loss([&] {
    std::vector<const Plan*> plans;
    for (const TrainingStep& step : progress.objective.steps) {
      plans.push_back(&plan_of(progress, progress.full_graph(step), examples));
    }
    return plans;
  });
}

std::int64_t Trainer::peak_bytes(std::int64_t examples, std::int64_t evaluated) {
  TrainingRun& progress = impl_->progress;
  // A session's plans share the arena and the state; each has its prologue and its constants.
  std::int64_t arena = 0, state = 0, steps = 0, evaluation = 0;
  const auto add = [&](const Plan& plan, std::int64_t& own) {
    arena = std::max(arena, plan.arena_bytes);
    state = std::max(state, plan.variable_bytes());
    own += plan.prologue_bytes + plan.constant_bytes() + plan.input_bytes();
  };
  progress.retry_after_device_loss([&] {
    steps = evaluation = 0;
    for (const Plan* const plan : training_plans(progress, examples)) add(*plan, steps);
    const BatchSource* const sources[] = {impl_->validation, impl_->test};
    for (const Plan* const plan : evaluation_plans(progress, sources, evaluated)) {
      add(*plan, evaluation);
    }
  });
  const std::int64_t device = arena + state + steps;
  if (!progress.session().backend().on_host()) return device + evaluation;
  std::int64_t weights = 0;
  for (const auto& [part, model] : progress.models) weights += model->weight_bytes();
  return device + std::max(weights + evaluation, state);
}

void Trainer::set_segments(int segments) {
  impl_->progress.options.segments = segments;
  impl_->progress.session().set_segments(segments);
}

int Trainer::completed_epochs() const { return static_cast<int>(impl_->progress.position.epoch); }

Outcome Trainer::run(const TrainingObserver& observer) {
  return impl_->progress.retry_after_device_loss([&] { return impl_->run(observer); });
}

Evaluation Trainer::evaluate(BatchSource& source) {
  return impl_->progress.retry_after_device_loss([&] { return impl_->evaluation(source); });
}

std::vector<Exhibit> Trainer::exhibits(BatchSource& source) {
  const Objective& objective = impl_->progress.objective;
  if (!objective.show) return {};
  return impl_->progress.retry_after_device_loss([&] {
    Batch examples;
    source.start(0, 0);
    source.next(examples);
    impl_->progress.hand_over(impl_->progress.session().save());
    return objective.show(impl_->progress.session().backend(), examples,
                          impl_->progress.options.seed);
  });
}

std::vector<StepProfile> Trainer::profile() {
  return impl_->progress.retry_after_device_loss([&] { return impl_->profile(); });
}

std::vector<TriedRate> Trainer::try_rates(double low, double high, int steps) {
  if (!(low > 0 && low < high) || std::isinf(high) || steps < 2) {
    throw Error("rates from {} to {} in {} steps cannot be tried", low, high, steps);
  }
  return impl_->progress.retry_after_device_loss(
      [&] { return impl_->try_rates(low, high, steps); });
}

double suggested_rate(std::span<const TriedRate> tried) {
  if (tried.size() < 2) {
    throw Error("the loss is no number at the lowest rates already")
        .hint("look at the data, and at the model's preprocessing");
  }
  return std::ranges::min_element(tried, {}, &TriedRate::smoothed)->learning_rate / 10;
}

Session& Trainer::session() { return impl_->progress.session(); }

const Objective& Trainer::objective() const { return impl_->progress.objective; }

}  // namespace fovea
