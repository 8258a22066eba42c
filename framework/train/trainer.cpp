#include "fovea/train/trainer.h"

#include "fovea/train/evaluate.h"
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

struct Trainer::Impl : TrainingRun {
  Impl(Model& trained, Backend& device, BatchSource& training, BatchSource* validating,
       BatchSource& testing, TrainingOptions chosen)
      : TrainingRun(trained, device, training.size(), std::move(chosen)),
        train(training),
        validation(validating),
        test(testing) {
    if (schedule->wants_metric() && !validation) {
      throw Error("schedule '{}' needs a validation set", options.schedule)
          .hint("add --validation 0.1");
    }
    surviving([] {});
  }

  Feed feed(const Batch& batch, double rate) const {
    Feed feed{{"image", batch.images},
              {"label", batch.labels},
              {"learning_rate", Tensor::scalar(static_cast<float>(rate))}};
    if (takes_seed()) feed["seed"] = seed_tensor(options.seed);
    return feed;
  }

  // An update under way.
  struct Update {
    Feed feed;
    Session::Run run;
  };

  Update begin(const Batch& batch, std::int64_t step) {
    Feed inputs = feed(batch, schedule->rate(step));
    const Session::Run run = session().submit("train", inputs);
    return {std::move(inputs), run};
  }

  // An update that was not finite changed nothing. Throws Error then, unless a smaller loss scale
  // may do better.
  void finish(const Update& update) {
    const Results results = session().wait(update.run);
    const float loss = results.at("loss").item<float>();
    if (results.at("finite").item<std::int32_t>() == 0) {
      const auto scale = results.find("loss_scale");
      if (scale == results.end() || scale->second.item<float>() < 1) fail(update);
      ++position.skipped;
    }
    if (std::isfinite(loss)) {
      const std::int64_t images = update.feed.at("label").shape()[0];
      position.loss_sum += double{loss} * static_cast<double>(images);
      position.correct += results.at("correct").item<std::int32_t>();
      position.seen += images;
    }
    ++position.batch;
  }

  [[noreturn]] void fail(const Update& update) {
    const std::string fault = session().first_fault("train", update.feed);
    throw Error("the loss or a gradient is not finite at step {} (epoch {}, batch {}): {}",
                step() + 1, position.epoch + 1, position.batch + 1, fault)
        .hint("the step changed nothing; lower the learning rate");
  }

  Outcome epoch(const TrainingObserver& observer) {
    train.start(static_cast<int>(position.epoch), position.batch);
    const double before = position.seconds;
    const Clock::time_point start = Clock::now();
    const auto complete = [&](const Update& update) {
      finish(update);
      position.seconds = before + seconds_since(start);
      const double seen = static_cast<double>(std::max<std::int64_t>(position.seen, 1));
      observer.step({static_cast<int>(position.epoch) + 1, position.batch, steps_an_epoch,
                     position.loss_sum / seen, static_cast<double>(position.correct) / seen,
                     schedule->rate(step() - 1), position.seconds, seen / position.seconds});
    };
    const std::int64_t first = position.epoch * steps_an_epoch, end = first + steps_an_epoch;
    std::int64_t begun = step();
    std::optional<Update> last;  // computes while the next batch is made and handed over
    for (Batch batch; train.next(batch);) {
      Update next = begin(batch, begun++);
      if (last) complete(*last);
      last = std::move(next);
      const bool stop = begun < end && observer.stop();
      if (!stop && (begun == end || !due(begun))) continue;
      complete(*last);
      last.reset();
      keep(snapshot());
      if (stop) return Outcome::stopped;
    }
    if (last) complete(*last);
    finish_epoch(observer, schedule->rate(end - 1));
    return Outcome::finished;
  }

  // Weights that overflowed in the last step show here first.
  Evaluation evaluated(BatchSource& source, std::string_view name) {
    try {
      return fovea::evaluate(session(), "evaluate", source, together);
    } catch (const DeviceLost&) {
      throw;
    } catch (const Error& error) {
      throw error.at(fmt::format("{} after epoch {}", name, position.epoch + 1));
    }
  }

  void finish_epoch(const TrainingObserver& observer, double rate) {
    if (position.seen == 0) {
      throw Error("no step of epoch {} had a finite loss", position.epoch + 1)
          .hint("use --precision fp32, or lower the learning rate");
    }
    const double seen = static_cast<double>(position.seen);
    EpochMetrics metrics;
    metrics.epoch = static_cast<int>(position.epoch) + 1;
    metrics.learning_rate = rate;
    metrics.train_loss = position.loss_sum / seen;
    metrics.train_accuracy = static_cast<double>(position.correct) / seen;
    metrics.skipped = position.skipped;
    metrics.seconds = position.seconds;
    metrics.images_per_second = seen / position.seconds;
    if (validation) {
      const Evaluation evaluation = evaluated(*validation, "validation set");
      metrics.validation_loss = evaluation.loss;
      metrics.validation_accuracy = evaluation.accuracy;
      schedule->report(evaluation.loss);
    }
    const Evaluation evaluation = evaluated(test, "test set");
    metrics.test_loss = evaluation.loss;
    metrics.test_accuracy = evaluation.accuracy;

    Checkpoint next;
    next.epoch = position.epoch + 1;
    position = next;
    metrics.steps = step();
    const bool better = metrics.validation_loss && *metrics.validation_loss < best;
    if (better) best = *metrics.validation_loss;
    // The last thing that needs the device: what follows happens once, whatever becomes of it.
    Checkpoint reached = snapshot();
    for (auto& [name, weight] : model.weights) weight = reached.state.at(name);
    if (better) observer.best(metrics);
    observer.epoch(metrics);
    keep(std::move(reached));
  }

  Outcome run(const TrainingObserver& observer) {
    start();
    session().store(model);
    while (position.epoch < options.epochs) {
      if (epoch(observer) == Outcome::stopped) return Outcome::stopped;
      if (position.epoch < options.epochs && observer.stop()) return Outcome::stopped;
    }
    return Outcome::finished;
  }

  std::vector<StepTime> profile() {
    const auto before = session().save();
    Batch batch;
    train.start(0, 0);
    if (!train.next(batch)) return {};
    const Feed inputs = feed(batch, options.learning_rate);
    const std::vector<StepTime> times = session().profile("train", inputs);
    session().restore(before);
    return times;
  }

  BatchSource& train;
  BatchSource* validation;
  BatchSource& test;
};

Trainer::Trainer(Model& model, Backend& backend, BatchSource& train, BatchSource* validation,
                 BatchSource& test, TrainingOptions options)
    : impl_(std::make_unique<Impl>(model, backend, train, validation, test, std::move(options))) {}

Trainer::~Trainer() = default;

const Plan& Trainer::plan() {
  const Shape& image = impl_->model.input_type().shape;
  const int batch = impl_->options.batch;
  std::map<std::string, TensorType> inputs{{"image", {image.with(0, batch), DType::u8}},
                                           {"label", {Shape{batch}, DType::i32}},
                                           {"learning_rate", {Shape{}, DType::f32}}};
  if (impl_->takes_seed()) inputs["seed"] = {Shape{2}, DType::i32};
  const auto made = [&] { return &impl_->session().plan("train", inputs); };
  return *impl_->surviving(made);
}

int Trainer::completed_epochs() const { return static_cast<int>(impl_->position.epoch); }

Outcome Trainer::run(const TrainingObserver& observer) {
  return impl_->surviving([&] { return impl_->run(observer); });
}

Evaluation Trainer::evaluate(BatchSource& source) {
  return impl_->surviving(
      [&] { return fovea::evaluate(impl_->session(), "evaluate", source, impl_->together); });
}

std::vector<StepTime> Trainer::profile() {
  return impl_->surviving([&] { return impl_->profile(); });
}

Session& Trainer::session() { return impl_->session(); }

}  // namespace fovea
