#include "fovea/train/trainer.h"

#include <algorithm>
#include <set>

#include "fovea/graph/names.h"
#include "fovea/train/evaluate.h"
#include "framework/core/seconds_since.h"
#include "framework/train/rows.h"
#include "framework/train/training_run.h"

namespace fovea {

namespace {

using Clock = std::chrono::steady_clock;

Tensor seed_tensor(std::uint64_t seed) {
  return Tensor::of<std::int32_t>(Shape{2}, {static_cast<std::int32_t>(seed & 0xFFFFFFFF),
                                             static_cast<std::int32_t>(seed >> 32)});
}

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

  // The feed of a graph for some examples of a batch.
  Feed input(const std::string& graph, const Batch& batch, std::int64_t first, std::int64_t count,
             double rate) {
    const std::map<std::string, TensorType> inputs = progress.session().inputs(graph);
    Feed feed = rows(batch, inputs, first, count);
    if (inputs.contains(names::learning_rate)) {
      feed[names::learning_rate] = Tensor::scalar(static_cast<float>(rate));
    }
    if (inputs.contains(names::share)) {
      const double share = static_cast<double>(count) / static_cast<double>(examples_of(batch));
      feed[names::share] = Tensor::scalar(static_cast<float>(share));
    }
    // Each part draws numbers of its own.
    const auto part = static_cast<std::uint64_t>(first / progress.part_size());
    const std::uint64_t seed = progress.options.seed ^ (part * 0x9e3779b97f4a7c15);
    if (inputs.contains(names::seed)) feed[names::seed] = seed_tensor(seed);
    return feed;
  }

  // One run of an update; its results are there after somebody has waited for it.
  struct Part {
    const TrainingStep* step;
    std::string graph;
    std::int64_t examples;
    Feed feed;
    Session::Run run;
    Results results = {};
  };

  // The runs of a batch that is being computed: its training steps in turn, the parts of
  // each in order.
  using Update = std::vector<Part>;

  Update begin(const Batch& batch, double rate) {
    const std::int64_t all = examples_of(batch), size = progress.part_size();
    Update update;
    for (const TrainingStep& step : progress.objective.steps) {
      for (std::int64_t first = 0; first < all; first += size) {
        const std::int64_t count = std::min(size, all - first);
        const bool is_first = first == 0, is_last = first + count == all;
        const UpdatePart part = is_last ? (is_first ? UpdatePart::whole : UpdatePart::last)
                                        : (is_first ? UpdatePart::first : UpdatePart::middle);
        const std::string graph = TrainingRun::graph_of(step, part);
        Feed inputs = input(graph, batch, first, count, rate);
        const Session::Run run = progress.session().submit(graph, inputs);
        // An executable keeps the results of two runs.
        if (!update.empty()) update.back().results = progress.session().wait(update.back().run);
        update.push_back({&step, graph, count, std::move(inputs), run});
      }
    }
    return update;
  }

  // An update that was not finite changed nothing. Throws Error for it, unless a smaller loss
  // scale may help.
  void finish(Update& update) {
    update.back().results = progress.session().wait(update.back().run);
    const Results& last = update.back().results;
    const auto scale = last.find("loss_scale");
    const bool latches = scale == last.end();
    Checkpoint own;
    for (const Part& part : update) {
      if (latches && !is_finite(part)) fail(part);
      add(part, own);
    }
    if (!is_finite(update.back())) {
      if (scale->second.item<float>() < 1) fail(update.back());
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
  void add(const Part& part, Checkpoint& sums) const {
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

  static bool is_finite(const Part& part) {
    return part.results.at(names::finite).item<std::int32_t>() != 0;
  }

  [[noreturn]] void fail(const Part& part) {
    const std::string fault = progress.session().first_fault(part.graph, part.feed);
    throw Error("the loss or a gradient is not finite at step {} (epoch {}, batch {}): {}",
                progress.step() + 1, progress.position.epoch + 1, progress.position.batch + 1,
                fault)
        .hint("the step changed nothing; lower the learning rate");
  }

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
      Update next = begin(batch, progress.schedule->rate(begun++));
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

  // The plan of a graph for so many examples.
  const Plan& plan(const std::string& graph, std::int64_t examples) {
    std::map<std::string, TensorType> inputs = progress.session().inputs(graph);
    for (auto& [name, type] : inputs) {
      const bool is_field =
          name != names::learning_rate && name != names::share && name != names::seed;
      if (is_field) type.shape = type.shape.with(0, examples);
    }
    return progress.session().plan(graph, inputs);
  }

  // The plans of all graphs that a whole batch runs.
  std::vector<const Plan*> training_plans(std::int64_t examples) {
    std::vector<UpdatePart> parts = {UpdatePart::whole};
    if (progress.options.parts > 1) {
      parts = {UpdatePart::first, UpdatePart::middle, UpdatePart::last};
    }
    std::vector<const Plan*> plans;
    for (const TrainingStep& step : progress.objective.steps) {
      for (const UpdatePart part : parts) {
        plans.push_back(&plan(TrainingRun::graph_of(step, part), examples));
      }
    }
    return plans;
  }

  // The plans of the evaluation at the end of an epoch: for whole batches, and for the rest.
  std::vector<const Plan*> evaluation_plans(std::int64_t examples) {
    std::set<std::int64_t> counts;
    for (const BatchSource* const source : {validation, test}) {
      if (!source) continue;
      std::int64_t batch = std::min(source->size(), examples);
      if (source->batch() > 0) batch = std::min(batch, source->batch());
      if (!progress.objective.together) batch = 1;
      counts.insert(batch);
      if (source->size() % batch > 0) counts.insert(source->size() % batch);
    }
    std::vector<const Plan*> plans;
    for (const std::int64_t count : counts) plans.push_back(&plan(names::evaluate, count));
    return plans;
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
      const Feed inputs = input(graph, batch, 0, count, progress.options.learning_rate);
      std::vector<StepTime> times = progress.session().profile(graph, inputs);
      profiles.push_back({step.name, &plan(graph, count), std::move(times)});
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
      Update update = begin(batch, rate);
      update.back().results = progress.session().wait(update.back().run);
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

  // The mean over the examples of all parts of the first training step.
  static double loss_of(const Update& update) {
    double sum = 0, examples = 0;
    for (const Part& part : update) {
      if (part.step != update.front().step) continue;
      const auto own = static_cast<double>(part.examples);
      sum += double{part.results.at(names::loss).item<float>()} * own;
      examples += own;
    }
    return sum / examples;
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
  return impl_->progress.retry_after_device_loss([&] {
    std::vector<const Plan*> plans;
    for (const TrainingStep& step : impl_->progress.objective.steps) {
      plans.push_back(&impl_->plan(impl_->progress.full_graph(step), examples));
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
    own += plan.prologue_bytes + plan.constant_bytes();
    for (const Binding& input : plan.inputs) own += input.slot.type.bytes();
  };
  progress.retry_after_device_loss([&] {
    steps = evaluation = 0;
    for (const Plan* const plan : impl_->training_plans(examples)) add(*plan, steps);
    for (const Plan* const plan : impl_->evaluation_plans(evaluated)) add(*plan, evaluation);
  });
  const std::int64_t device = arena + state + steps;
  if (!progress.session().backend().on_host()) return device + evaluation;
  std::int64_t weights = 0;
  for (const auto& [part, model] : progress.models) {
    for (const auto& [name, value] : model->weights) weights += value.type().bytes();
  }
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
