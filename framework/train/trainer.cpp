#include "fovea/train/trainer.h"

#include "fovea/graph/names.h"
#include "fovea/train/evaluate.h"
#include "framework/train/rows.h"
#include "framework/train/training_run.h"

namespace fovea {

namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

Tensor seed_tensor(std::uint64_t seed) {
  return Tensor::of<std::int32_t>(Shape{2}, {static_cast<std::int32_t>(seed & 0xFFFFFFFF),
                                             static_cast<std::int32_t>(seed >> 32)});
}

}  // namespace

struct Trainer::Impl {
  Impl(Model& trained, Backend& device, BatchSource& training, BatchSource* validating,
       BatchSource& testing, TrainingOptions chosen)
      : progress(trained, device, training, std::move(chosen)),
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

  // What is fed for some images of a batch, and to which graph.
  std::pair<const char*, Feed> input(const Batch& batch, std::int64_t first, double rate) const {
    const std::int64_t all = batch.labels.shape()[0];
    const std::int64_t images = std::min(progress.part_size(), all - first);
    Feed feed{{names::image, rows(batch.images, first, images)},
              {names::label, rows(batch.labels, first, images)}};
    const bool is_first = first == 0, is_last = first + images == all;
    if (progress.mixed) {
      feed[names::other_label] = rows(batch.other_labels, first, images);
      feed[names::label_share] = rows(batch.label_shares, first, images);
    }
    if (is_last) feed[names::learning_rate] = Tensor::scalar(static_cast<float>(rate));
    if (!is_first || !is_last) {
      const double share = static_cast<double>(images) / static_cast<double>(all);
      feed[names::share] = Tensor::scalar(static_cast<float>(share));
    }
    // Each part draws numbers of its own.
    const auto part = static_cast<std::uint64_t>(first / progress.part_size());
    const std::uint64_t seed = progress.options.seed ^ (part * 0x9e3779b97f4a7c15);
    if (progress.takes_seed()) feed[names::seed] = seed_tensor(seed);
    if (is_last) return {is_first ? names::train : names::train_last, std::move(feed)};
    return {is_first ? names::train_first : names::train_middle, std::move(feed)};
  }

  // A run of an update; its results are there once somebody has waited for it.
  struct Part {
    const char* graph;
    Feed feed;
    Session::Run run;
    Results results = {};
  };

  // An update under way: its parts in order.
  using Update = std::vector<Part>;

  Update begin(const Batch& batch, double rate) {
    const std::int64_t all = batch.labels.shape()[0];
    Update update;
    for (std::int64_t first = 0; first < all; first += progress.part_size()) {
      auto [graph, inputs] = input(batch, first, rate);
      const Session::Run run = progress.session().submit(graph, inputs);
      // An executable keeps the results of two runs.
      if (!update.empty()) update.back().results = progress.session().wait(update.back().run);
      update.push_back({graph, std::move(inputs), run});
    }
    return update;
  }

  // An update that was not finite changed nothing. Throws Error then, unless a smaller loss scale
  // may do better.
  void finish(Update& update) {
    update.back().results = progress.session().wait(update.back().run);
    const Results& last = update.back().results;
    const auto scale = last.find("loss_scale");
    const bool latches = scale == last.end();
    double loss = 0;
    std::int64_t correct = 0, images = 0;
    for (const Part& part : update) {
      if (latches && !is_finite(part)) fail(part);
      const std::int64_t own = part.feed.at(names::label).shape()[0];
      loss += double{part.results.at(names::loss).item<float>()} * static_cast<double>(own);
      correct += part.results.at(names::correct).item<std::int32_t>();
      images += own;
    }
    if (!is_finite(update.back())) {
      if (scale->second.item<float>() < 1) fail(update.back());
      ++progress.position.skipped;
    }
    if (std::isfinite(loss)) {
      progress.position.loss_sum += loss;
      progress.position.correct += correct;
      progress.position.seen += images;
    }
    ++progress.position.batch;
  }

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
      const double seen = static_cast<double>(std::max<std::int64_t>(progress.position.seen, 1));
      observer.step({static_cast<int>(progress.position.epoch) + 1, progress.position.batch,
                     progress.steps_an_epoch, progress.position.loss_sum / seen,
                     static_cast<double>(progress.position.correct) / seen,
                     progress.schedule->rate(progress.step() - 1), progress.position.seconds,
                     seen / progress.position.seconds});
    };
    const std::int64_t first = progress.position.epoch * progress.steps_an_epoch,
                       end = first + progress.steps_an_epoch;
    std::int64_t begun = progress.step();
    std::optional<Update> last;  // computes while the next batch is made and handed over
    for (Batch batch; train.next(batch);) {
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

  // Weights that overflowed in the last step show here first.
  Evaluation evaluated(BatchSource& source, std::string_view name) {
    try {
      return fovea::evaluate(progress.session(), names::evaluate, source, progress.together);
    } catch (const DeviceLost&) {
      throw;
    } catch (const Error& error) {
      throw error.at(fmt::format("{} after epoch {}", name, progress.position.epoch + 1));
    }
  }

  void finish_epoch(const TrainingObserver& observer, double rate) {
    if (progress.position.seen == 0) {
      throw Error("no step of epoch {} had a finite loss", progress.position.epoch + 1)
          .hint("use --precision fp32, or lower the learning rate");
    }
    const double seen = static_cast<double>(progress.position.seen);
    EpochMetrics metrics;
    metrics.epoch = static_cast<int>(progress.position.epoch) + 1;
    metrics.learning_rate = rate;
    metrics.train_loss = progress.position.loss_sum / seen;
    metrics.train_accuracy = static_cast<double>(progress.position.correct) / seen;
    metrics.skipped = progress.position.skipped;
    metrics.seconds = progress.position.seconds;
    metrics.images_per_second = seen / progress.position.seconds;
    if (validation) {
      const Evaluation evaluation = evaluated(*validation, "validation set");
      metrics.validation_loss = evaluation.loss;
      metrics.validation_accuracy = evaluation.accuracy;
      progress.schedule->report(evaluation.loss);
    }
    const Evaluation evaluation = evaluated(test, "test set");
    metrics.test_loss = evaluation.loss;
    metrics.test_accuracy = evaluation.accuracy;

    Checkpoint next;
    next.epoch = progress.position.epoch + 1;
    progress.position = next;
    metrics.steps = progress.step();
    const bool better = metrics.validation_loss && *metrics.validation_loss < progress.best;
    if (better) {
      progress.best = *metrics.validation_loss;
      progress.best_epoch = metrics.epoch;
    }
    // The last thing that needs the device: what follows happens once, whatever becomes of it.
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

  std::vector<StepTime> profile() {
    const auto before = progress.session().save();
    Batch batch;
    train.start(0, 0);
    if (!train.next(batch)) return {};
    const double rate = progress.options.learning_rate;
    Feed inputs = input(batch, 0, rate).second;
    inputs[names::learning_rate] = Tensor::scalar(static_cast<float>(rate));
    const std::vector<StepTime> times = progress.session().profile(progress.full_graph(), inputs);
    progress.session().restore(before);
    return times;
  }

  std::vector<TriedRate> try_rates(double low, double high, int steps) {
    constexpr double kept = 0.9, most = 4;
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
      sum = kept * sum + loss;
      weight = kept * weight + 1;
      tried.push_back({rate, loss, sum / weight});
      least = std::min(least, tried.back().smoothed);
      if (tried.back().smoothed > most * least) break;
    }
    progress.session().restore(before);
    return tried;
  }

  // The mean over the images of all parts.
  static double loss_of(const Update& update) {
    double sum = 0, images = 0;
    for (const Part& part : update) {
      const auto own = static_cast<double>(part.feed.at(names::label).shape()[0]);
      sum += double{part.results.at(names::loss).item<float>()} * own;
      images += own;
    }
    return sum / images;
  }

  TrainingRun progress;
  BatchSource& train;
  BatchSource* validation;
  BatchSource& test;
};

Trainer::Trainer(Model& model, Backend& backend, BatchSource& train, BatchSource* validation,
                 BatchSource& test, TrainingOptions options)
    : impl_(std::make_unique<Impl>(model, backend, train, validation, test, std::move(options))) {}

Trainer::~Trainer() = default;

const Plan& Trainer::plan() { return plan(impl_->progress.part_size()); }

const Plan& Trainer::plan(std::int64_t batch) {
  const Shape& image = impl_->progress.model.input_type().shape;
  std::map<std::string, TensorType> inputs{{names::image, {image.with(0, batch), DType::u8}},
                                           {names::label, {Shape{batch}, DType::i32}},
                                           {names::learning_rate, {Shape{}, DType::f32}}};
  if (impl_->progress.mixed) {
    inputs[names::other_label] = {Shape{batch}, DType::i32};
    inputs[names::label_share] = {Shape{batch}, DType::f32};
  }
  if (impl_->progress.options.parts > 1) inputs[names::share] = {Shape{}, DType::f32};
  if (impl_->progress.takes_seed()) inputs[names::seed] = {Shape{2}, DType::i32};
  const auto made = [&] {
    return &impl_->progress.session().plan(impl_->progress.full_graph(), inputs);
  };
  return *impl_->progress.retry_after_device_loss(made);
}

int Trainer::completed_epochs() const { return static_cast<int>(impl_->progress.position.epoch); }

Outcome Trainer::run(const TrainingObserver& observer) {
  return impl_->progress.retry_after_device_loss([&] { return impl_->run(observer); });
}

Evaluation Trainer::evaluate(BatchSource& source) {
  return impl_->progress.retry_after_device_loss([&] {
    return fovea::evaluate(impl_->progress.session(), names::evaluate, source,
                           impl_->progress.together);
  });
}

std::vector<StepTime> Trainer::profile() {
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

}  // namespace fovea
