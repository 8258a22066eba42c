#include "framework/train/trainer.h"

#include <chrono>
#include <cmath>

#include "framework/optim/optimizer.h"
#include "framework/optim/schedule.h"
#include "framework/train/checkpoint.h"
#include "framework/train/evaluate.h"
#include "framework/train/training_graph.h"

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

// The first value that is not finite, for the message.
std::string first_fault(const std::vector<std::pair<std::string, Tensor>>& values) {
  for (const auto& [name, tensor] : values) {
    if (tensor.dtype() != DType::f32) continue;
    for (const float x : tensor.as<float>()) {
      if (!std::isfinite(x)) return fmt::format("node {} gave {}", name, x);
    }
  }
  return "no node of the step shows it";
}

}  // namespace

struct Trainer::Impl {
  Impl(Model& trained, Backend& device, BatchSource& training, BatchSource* validating,
       BatchSource& testing, TrainingOptions chosen)
      : model(trained),
        train(training),
        validation(validating),
        test(testing),
        options(std::move(chosen)),
        optimizer(make_optimizer(options.optimizer)) {
    if (options.learning_rate == 0) options.learning_rate = optimizer->learning_rate();
    check_options();
    steps_an_epoch = (train.size() + options.batch - 1) / options.batch;
    schedule = make_schedule(options.schedule, options.learning_rate,
                             steps_an_epoch * options.epochs, steps_an_epoch);
    if (schedule->wants_metric() && !validation) {
      throw Error("schedule '{}' needs a validation set", options.schedule)
          .hint("add --validation 0.1");
    }
    if (model.weights.empty()) model.initialize(options.seed);
    std::map<std::string, std::unique_ptr<Graph>> graphs;
    graphs.emplace("train",
                   training_graph(model, *optimizer, options.batch, options.label_smoothing));
    graphs.emplace("evaluate", evaluation_graph(model, 1));
    takes_seed = false;
    for (const int id : graphs.at("train")->inputs()) {
      takes_seed = takes_seed || graphs.at("train")->info(id).name == "seed";
    }
    session = std::make_unique<Session>(device, std::move(graphs), options.seed);
    for (const auto& [name, value] : model.weights) session->state().write(name, value);
    identity = options.identity;
    identity["model"] = model.name;
    identity["batch"] = std::to_string(options.batch);
    identity["seed"] = std::to_string(options.seed);
    identity["optimizer"] = options.optimizer;
    identity["schedule"] = options.schedule;
    identity["learning rate"] = fmt::format("{}", options.learning_rate);
    identity["label smoothing"] = fmt::format("{}", options.label_smoothing);
    identity["images"] = std::to_string(train.size());
    if (options.resume) resume();
  }

  void check_options() const {
    if (options.epochs < 1) throw Error("{} epochs: at least 1 is needed", options.epochs);
    if (options.batch < 1) throw Error("a batch of {}: at least 1 is needed", options.batch);
    if (options.batch > train.size()) {
      throw Error("a batch of {} is larger than the data set ({} images)", options.batch,
                  train.size())
          .hint(fmt::format("use --batch {} or less", train.size()));
    }
    if (!(options.learning_rate > 0) || !std::isfinite(options.learning_rate)) {
      throw Error("a learning rate of {} is not positive", options.learning_rate);
    }
    if (!(options.label_smoothing >= 0 && options.label_smoothing < 1)) {
      throw Error("label smoothing of {} is not in [0, 1)", options.label_smoothing);
    }
  }

  std::filesystem::path checkpoint_path() const { return options.out / "checkpoint.safetensors"; }

  void resume() {
    position = load_checkpoint(checkpoint_path(), identity);
    try {
      session->restore(position.state);
      schedule->restore(position.numbers);
    } catch (const Error& error) {
      throw error.at(checkpoint_path().string());
    }
    position.state.clear();
    if (position.numbers.contains("best")) best = position.numbers.at("best");
  }

  void save() {
    if (options.out.empty()) return;
    Checkpoint checkpoint = position;
    checkpoint.state = session->save();
    checkpoint.identity = identity;
    checkpoint.numbers = schedule->save();
    if (std::isfinite(best)) checkpoint.numbers["best"] = best;
    save_checkpoint(checkpoint_path(), checkpoint);
    saved_at = Clock::now();
    saved_step = global_step();
  }

  std::int64_t global_step() const { return position.epoch * steps_an_epoch + position.batch; }

  bool due() const {
    return (options.checkpoint_steps > 0 &&
            global_step() - saved_step >= options.checkpoint_steps) ||
           (options.checkpoint_seconds > 0 &&
            seconds_since(saved_at) >= options.checkpoint_seconds);
  }

  Feed feed(const Batch& batch, double rate) const {
    Feed feed{{"image", batch.images},
              {"label", batch.labels},
              {"learning_rate", Tensor::scalar(static_cast<float>(rate))}};
    if (takes_seed) feed["seed"] = seed_tensor(options.seed);
    return feed;
  }

  // One update. Throws Error when it was not finite; the state is what it was before.
  void step(const Batch& batch, double rate) {
    const Feed inputs = feed(batch, rate);
    const Results results = session->run("train", inputs);
    if (results.at("finite").item<std::int32_t>() == 0) {
      const std::string fault = first_fault(session->trace("train", inputs));
      throw Error("the loss or a gradient is not finite at step {} (epoch {}, batch {}): {}",
                  global_step() + 1, position.epoch + 1, position.batch + 1, fault)
          .hint("the step changed nothing; lower the learning rate");
    }
    const std::int64_t images = batch.labels.shape()[0];
    position.loss_sum += double{results.at("loss").item<float>()} * static_cast<double>(images);
    position.correct += results.at("correct").item<std::int32_t>();
    position.seen += images;
    ++position.batch;
  }

  Outcome epoch(const TrainingObserver& observer) {
    train.start(static_cast<int>(position.epoch), position.batch);
    const double before = position.seconds;
    const Clock::time_point start = Clock::now();
    double rate = options.learning_rate;
    for (Batch batch; train.next(batch);) {
      rate = schedule->rate(global_step());
      step(batch, rate);
      position.seconds = before + seconds_since(start);
      const double seen = static_cast<double>(position.seen);
      observer.step({static_cast<int>(position.epoch) + 1, position.batch, steps_an_epoch,
                     position.loss_sum / seen, static_cast<double>(position.correct) / seen, rate,
                     position.seconds, seen / position.seconds});
      if (position.batch < steps_an_epoch && observer.stop()) {
        save();
        return Outcome::stopped;
      }
      if (position.batch < steps_an_epoch && due()) save();
    }
    finish_epoch(observer, rate);
    return Outcome::finished;
  }

  void finish_epoch(const TrainingObserver& observer, double rate) {
    const double seen = static_cast<double>(position.seen);
    EpochMetrics metrics;
    metrics.epoch = static_cast<int>(position.epoch) + 1;
    metrics.learning_rate = rate;
    metrics.train_loss = position.loss_sum / seen;
    metrics.train_accuracy = static_cast<double>(position.correct) / seen;
    metrics.seconds = position.seconds;
    metrics.images_per_second = seen / position.seconds;
    if (validation) {
      const Evaluation evaluation = fovea::evaluate(*session, "evaluate", *validation);
      metrics.validation_loss = evaluation.loss;
      metrics.validation_accuracy = evaluation.accuracy;
      schedule->report(evaluation.loss);
    }
    const Evaluation evaluation = fovea::evaluate(*session, "evaluate", test);
    metrics.test_loss = evaluation.loss;
    metrics.test_accuracy = evaluation.accuracy;

    Checkpoint next;
    next.epoch = position.epoch + 1;
    position = next;
    metrics.steps = global_step();
    session->store(model);
    if (metrics.validation_loss && *metrics.validation_loss < best) {
      best = *metrics.validation_loss;
      observer.best(metrics);
    }
    observer.epoch(metrics);
    save();
  }

  Outcome run(const TrainingObserver& observer) {
    saved_at = Clock::now();
    saved_step = global_step();
    session->store(model);
    while (position.epoch < options.epochs) {
      if (epoch(observer) == Outcome::stopped) return Outcome::stopped;
      if (position.epoch < options.epochs && observer.stop()) return Outcome::stopped;
    }
    return Outcome::finished;
  }

  std::vector<StepTime> profile() {
    const auto before = session->save();
    Batch batch;
    train.start(0, 0);
    if (!train.next(batch)) return {};
    const Feed inputs = feed(batch, options.learning_rate);
    const std::vector<StepTime> times = session->profile("train", inputs);
    session->restore(before);
    return times;
  }

  Model& model;
  BatchSource& train;
  BatchSource* validation;
  BatchSource& test;
  TrainingOptions options;
  std::unique_ptr<Optimizer> optimizer;
  std::unique_ptr<Schedule> schedule;
  std::unique_ptr<Session> session;
  std::map<std::string, std::string> identity;
  bool takes_seed = false;
  std::int64_t steps_an_epoch = 0;
  Checkpoint position;     // without the state, which lives on the device
  double best = INFINITY;  // validation loss
  Clock::time_point saved_at;
  std::int64_t saved_step = 0;
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
  if (impl_->takes_seed) inputs["seed"] = {Shape{2}, DType::i32};
  return impl_->session->plan("train", inputs);
}

int Trainer::completed_epochs() const { return static_cast<int>(impl_->position.epoch); }

Outcome Trainer::run(const TrainingObserver& observer) { return impl_->run(observer); }

Evaluation Trainer::evaluate(BatchSource& source) {
  return fovea::evaluate(*impl_->session, "evaluate", source);
}

std::vector<StepTime> Trainer::profile() { return impl_->profile(); }

Session& Trainer::session() { return *impl_->session; }

}  // namespace fovea
