#include "framework/train/training_run.h"

#include <fmt/ranges.h>

#include "fovea/graph/names.h"
#include "framework/optim/loss_scale.h"
#include "framework/train/training_graph.h"

namespace fovea {

namespace {

void check(const TrainingOptions& options, std::int64_t images) {
  if (options.epochs < 1) throw Error("{} epochs: at least 1 is needed", options.epochs);
  if (options.batch < 1) throw Error("a batch of {}: at least 1 is needed", options.batch);
  if (options.parts < 1 || options.parts > options.batch) {
    throw Error("a batch of {} cannot be taken in {} parts", options.batch, options.parts);
  }
  if (options.batch > images) {
    throw Error("a batch of {} is larger than the data set ({} images)", options.batch, images)
        .hint(fmt::format("use --batch {} or less", images));
  }
  if (!(options.learning_rate > 0) || !std::isfinite(options.learning_rate)) {
    throw Error("a learning rate of {} is not positive", options.learning_rate);
  }
  if (options.patience < 0) throw Error("a patience of {} epochs", options.patience);
  if (!(options.label_smoothing >= 0 && options.label_smoothing < 1)) {
    throw Error("label smoothing of {} is not in [0, 1)", options.label_smoothing);
  }
}

}  // namespace

TrainingRun::TrainingRun(Model& trained, Backend& device, const BatchSource& train,
                         TrainingOptions chosen)
    : model(trained),
      options(std::move(chosen)),
      together(find_scores(trained).together),
      mixed(train.mixes()),
      device_(&device),
      optimizer_(make_optimizer(options.optimizer)),
      on_disk_(options.resume) {
  const std::int64_t images = train.size();
  if (options.learning_rate == 0) options.learning_rate = optimizer_->learning_rate();
  check(options, images);
  if (!together && part_size() > 1) {
    throw Error("model '{}' takes one picture at a time", model.name)
        .hint(fmt::format("use --batch 1, or --accumulate {}", options.batch));
  }
  steps_an_epoch = (images + options.batch - 1) / options.batch;
  schedule = make_schedule(options.schedule, options.learning_rate, steps_an_epoch * options.epochs,
                           steps_an_epoch);
  if (model.weights.empty()) model.initialize(options.seed);
  identity_ = options.identity;
  identity_["model"] = model.name;
  identity_["batch"] = std::to_string(options.batch);
  if (options.parts > 1) identity_["parts of a batch"] = std::to_string(options.parts);
  identity_["seed"] = std::to_string(options.seed);
  identity_["optimizer"] = options.optimizer;
  identity_["schedule"] = options.schedule;
  identity_["learning rate"] = fmt::format("{}", options.learning_rate);
  identity_["label smoothing"] = fmt::format("{}", options.label_smoothing);
  if (!options.class_weights.empty()) {
    identity_["class weights"] = fmt::format("{}", fmt::join(options.class_weights, ", "));
  }
  // Only where they are there: a run of a version without them goes on.
  if (options.clip_norm > 0) identity_["clip norm"] = fmt::format("{}", options.clip_norm);
  if (averages()) identity_["decay of the average"] = fmt::format("{}", options.average_decay);
  if (!options.frozen.empty())
    identity_["frozen"] = fmt::format("{}", fmt::join(options.frozen, ", "));
  for (const auto& [name, factor] : options.rate_factors) {
    identity_["rate factor of " + name] = fmt::format("{}", factor);
  }
  identity_["images"] = std::to_string(images);
  for (size_t i = 0; i < model.labels.size(); ++i) {
    identity_[fmt::format("class {}", i)] = model.labels[i];
  }
  if (schedule->depends_on_length()) identity_["epochs"] = std::to_string(options.epochs);
}

// A session on the device, where the last checkpoint stands, or at the start of the run.
void TrainingRun::open() {
  std::map<std::string, std::unique_ptr<Graph>> graphs;
  const auto add_graph = [&](const char* name, UpdatePart part) {
    graphs.emplace(name, training_graph(model, *optimizer_, static_cast<int>(part_size()),
                                        {.label_smoothing = options.label_smoothing,
                                         .mixed = mixed,
                                         .class_weights = options.class_weights,
                                         .frozen = options.frozen,
                                         .minimize = {.part = part,
                                                      .scaling = scaling_for(options.precision),
                                                      .clip_norm = options.clip_norm,
                                                      .average_decay = options.average_decay,
                                                      .rate_factors = options.rate_factors}}));
  };
  add_graph(names::train, UpdatePart::whole);  // of a last, smaller batch in any case
  if (options.parts > 1) {
    add_graph(names::train_first, UpdatePart::first);
    add_graph(names::train_middle, UpdatePart::middle);
    add_graph(names::train_last, UpdatePart::last);
  }
  graphs.emplace(names::evaluate,
                 evaluation_graph(model, 1, averages() ? Weights::averaged : Weights::current));
  takes_seed_ = false;
  for (const int id : graphs.at(names::train)->inputs()) {
    takes_seed_ = takes_seed_ || graphs.at(names::train)->info(id).name == names::seed;
  }
  auto session =
      std::make_unique<Session>(*device_, std::move(graphs), options.seed, options.precision);
  for (const auto& [name, value] : model.weights) {
    session->state().write(name, value);
    if (averages()) session->state().write(average_of(name), value);
  }
  if (on_disk_) {
    const Checkpoint checkpoint = load_checkpoint(path(), identity_);
    try {
      if (checkpoint.epoch > options.epochs) {
        throw Error("the run has {} epochs behind it already, more than the {} it is to have",
                    checkpoint.epoch, options.epochs);
      }
      go_to(checkpoint, *session);
    } catch (const DeviceLost&) {
      throw;
    } catch (const Error& error) {
      throw error.at(path().string());
    }
  } else if (!in_memory_.state.empty()) {
    go_to(in_memory_, *session);
  }
  session_ = std::move(session);
}

void TrainingRun::go_to(const Checkpoint& checkpoint, Session& session) {
  std::map<std::string, Tensor> state = checkpoint.state;
  // The loss scale belongs to the precision of the run that left it, not to what it learned.
  for (const char* const name : loss_scale_variables) {
    if (options.precision == Precision::f32) {
      state.erase(name);
    } else if (!state.contains(name)) {
      state[name] = session.state().read(name);
    }
  }
  session.restore(state);
  schedule->restore(checkpoint.numbers);
  position = checkpoint;
  position.state.clear();
  const auto number = [&](const char* name, double missing) {
    const auto found = checkpoint.numbers.find(name);
    return found == checkpoint.numbers.end() ? missing : found->second;
  };
  best = number("best", INFINITY);
  // A run of a version that did not write it down has a new chance.
  best_epoch = static_cast<std::int64_t>(number("best epoch", static_cast<double>(position.epoch)));
}

void TrainingRun::hand_over(const std::map<std::string, Tensor>& state) const {
  for (auto& [name, weight] : model.weights) {
    weight = state.at(averages() ? average_of(name) : name);
  }
}

void TrainingRun::reopen(const DeviceLost& lost) {
  std::string more;
  if (options.reopen && ++losses_ <= Trainer::most_losses) {
    session_.reset();  // before its device goes
    try {
      device_ = &options.reopen();
      return;
    } catch (const Error& error) {
      more = fmt::format(", and no fresh one opens: {}", error.what());
    }
  } else if (options.reopen) {
    more = fmt::format(", and so were {} fresh ones", Trainer::most_losses);
  }
  if (!options.out.empty() && !in_memory_.state.empty()) save_checkpoint(path(), in_memory_);
  throw DeviceLost("{}{}", lost.what(), more);
}

void TrainingRun::start() {
  if (options.reopen && !on_disk_ && in_memory_.state.empty()) in_memory_ = snapshot();
  saved_at_ = std::chrono::steady_clock::now();
  saved_step_ = step();
}

Checkpoint TrainingRun::snapshot() const {
  Checkpoint checkpoint = position;
  checkpoint.state = session_->save();
  checkpoint.identity = identity_;
  checkpoint.numbers = schedule->save();
  if (std::isfinite(best)) checkpoint.numbers["best"] = best;
  checkpoint.numbers["best epoch"] = static_cast<double>(best_epoch);
  return checkpoint;
}

void TrainingRun::keep(Checkpoint checkpoint) {
  if (!options.out.empty()) {
    save_checkpoint(path(), checkpoint);
    on_disk_ = true;
    in_memory_ = {};
  } else if (options.reopen) {
    in_memory_ = std::move(checkpoint);
  }
  saved_at_ = std::chrono::steady_clock::now();
  saved_step_ = step();
}

bool TrainingRun::due(std::int64_t steps) const {
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - saved_at_;
  return (options.checkpoint_steps > 0 && steps - saved_step_ >= options.checkpoint_steps) ||
         (options.checkpoint_seconds > 0 && seconds.count() >= options.checkpoint_seconds);
}

}  // namespace fovea
