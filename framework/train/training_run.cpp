#include "framework/train/training_run.h"

#include <fmt/ranges.h>

#include "fovea/graph/names.h"
#include "fovea/train/trainer.h"
#include "framework/optim/loss_scale.h"
#include "framework/train/training_graph.h"

namespace fovea {

namespace {

void check(const TrainingOptions& options, const Objective& objective, std::int64_t images) {
  if (options.epochs < 1) throw Error("{} epochs: at least 1 is needed", options.epochs);
  if (options.batch < 1) throw Error("a batch of {}: at least 1 is needed", options.batch);
  if (options.parts < 1 || options.parts > options.batch) {
    throw Error("a batch of {} cannot be taken in {} parts", options.batch, options.parts);
  }
  if (options.batch > images) {
    throw Error("a batch of {} is larger than the data set ({} {}s)", options.batch, images,
                objective.example)
        .hint(fmt::format("use --batch {} or less", images));
  }
  if (!(options.learning_rate > 0) || !std::isfinite(options.learning_rate)) {
    throw Error("a learning rate of {} is not positive", options.learning_rate);
  }
  if (options.segments < 1) throw Error("{} segments: at least 1 is needed", options.segments);
  if (options.patience < 0) throw Error("a patience of {} epochs", options.patience);
}

}  // namespace

TrainingRun::TrainingRun(Models trained, Backend& device, const BatchSource& train,
                         TrainingOptions settings)
    : models(std::move(trained)),
      options(std::move(settings)),
      objective(objectives::make(options.objective, Parts(models.begin(), models.end()))),
      device_(&device),
      optimizer_(options, objective.parts),
      on_disk_(options.resume) {
  const std::int64_t images = train.size();
  if (options.learning_rate == 0) options.learning_rate = optimizer_.learning_rate();
  check(options, objective, images);
  if (!objective.together && part_size() > 1) {
    throw Error("model '{}' takes one picture at a time", models.begin()->second->title())
        .hint(fmt::format("use --batch 1, or --accumulate {}", options.batch));
  }
  steps_an_epoch = (images + options.batch - 1) / options.batch;
  schedule = make_schedule(options.schedule, options.learning_rate, steps_an_epoch * options.epochs,
                           steps_an_epoch);
  for (const std::string& field : objective.optional_fields) {
    if (train.has(field)) fields_.insert(field);
  }
  identity_ = options.identity;
  identity_.insert(objective.identity.begin(), objective.identity.end());
  identity_.insert(optimizer_.identity().begin(), optimizer_.identity().end());
  for (const auto& [part, model] : models) {
    if (model->weights.empty()) model->initialize(options.seed);
    identity_[models.size() > 1 ? "model " + part : part] = model->name;
  }
  identity_["batch"] = std::to_string(options.batch);
  if (options.parts > 1) identity_["parts of a batch"] = std::to_string(options.parts);
  identity_["seed"] = std::to_string(options.seed);
  if (options.optimizers.size() < models.size()) identity_["optimizer"] = options.optimizer;
  identity_["schedule"] = options.schedule;
  identity_["learning rate"] = fmt::format("{}", options.learning_rate);
  // Only if they are set, so that runs of older versions without them can go on.
  if (options.clip_norm > 0) identity_["clip norm"] = fmt::format("{}", options.clip_norm);
  if (averages()) identity_["decay of the average"] = fmt::format("{}", options.average_decay);
  if (!options.frozen.empty())
    identity_["frozen"] = fmt::format("{}", fmt::join(options.frozen, ", "));
  for (const auto& [name, factor] : options.rate_factors) {
    identity_["rate factor of " + name] = fmt::format("{}", factor);
  }
  identity_["images"] = std::to_string(images);
  for (const auto& [part, model] : models) {
    for (size_t i = 0; i < model->labels.size(); ++i) {
      const std::string which = fmt::format("class {}", i);
      identity_[variable_of(objective.parts, part, which)] = model->labels[i];
    }
  }
  if (schedule->depends_on_length()) identity_["epochs"] = std::to_string(options.epochs);
}

std::string TrainingRun::graph_of(const TrainingStep& step, UpdatePart part) {
  const std::string name = step.name.empty() ? names::train : names::train + ("/" + step.name);
  switch (part) {
    case UpdatePart::first:
      return name + "/first";
    case UpdatePart::middle:
      return name + "/middle";
    case UpdatePart::last:
      return name + "/last";
    default:
      return name;
  }
}

// Opens a session on the device, in the state of the last checkpoint, or of the start of the run.
void TrainingRun::open() {
  std::map<std::string, std::unique_ptr<Graph>> graphs;
  std::map<std::string, double> part_rates;
  for (const auto& [part, model] : models) part_rates[part] = optimizer_.rate_factor(part);
  const auto add_graph = [&](const TrainingStep& step, UpdatePart part) {
    graphs.emplace(graph_of(step, part),
                   training_graph(objective, step, optimizer_, static_cast<int>(part_size()),
                                  {.fields = fields_,
                                   .frozen = options.frozen,
                                   .part_rates = part_rates,
                                   .minimize = {.part = part,
                                                .scaling = scaling_for(options.precision),
                                                .clip_norm = options.clip_norm,
                                                .average_decay = options.average_decay,
                                                .rate_factors = options.rate_factors,
                                                .counts = &step == &objective.steps.back()}}));
  };
  for (const TrainingStep& step : objective.steps) {
    add_graph(step, UpdatePart::whole);  // needed in any case for a last, smaller batch
    if (options.parts == 1) continue;
    for (const UpdatePart part : {UpdatePart::first, UpdatePart::middle, UpdatePart::last}) {
      add_graph(step, part);
    }
  }
  graphs.emplace(names::evaluate,
                 evaluation_graph(objective, 1, averages() ? Weights::averaged : Weights::current));
  outputs_.clear();
  for (const TrainingStep& step : objective.steps) {
    const Graph& graph = *graphs.at(graph_of(step, UpdatePart::whole));
    for (const auto& [name, id] : graph.outputs()) {
      outputs_[output_of(step, name)] = graph.info(id).type.dtype;
    }
  }
  auto session =
      std::make_unique<Session>(*device_, std::move(graphs), options.seed, options.precision);
  write_weights(*session);
  session->set_segments(options.segments);
  if (on_disk_) {
    const Checkpoint checkpoint = load_checkpoint(path(), identity_, options.evaluated);
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
  } else {
    position = at_epoch(0);
  }
  session_ = std::move(session);
}

void TrainingRun::write_weights(Session& session) const {
  for (const auto& [part, model] : models) {
    for (const auto& [own, value] : model->weights) {
      const std::string name = variable_of(objective.parts, part, own);
      session.state().write(name, value);
      if (averages()) session.state().write(average_of(name), value);
    }
  }
}

Checkpoint TrainingRun::at_epoch(std::int64_t epoch) const {
  Checkpoint start;
  start.epoch = epoch;
  for (const Metric& metric : objective.metrics) {
    const auto output = outputs_.find(metric.output);
    if (output == outputs_.end()) continue;
    if (output->second == DType::i32) {
      start.counts[metric.output] = 0;
    } else {
      start.sums[metric.output] = 0;
    }
  }
  return start;
}

MetricValues TrainingRun::means() const {
  const double examples = static_cast<double>(std::max<std::int64_t>(position.examples, 1));
  MetricValues values;
  for (const Metric& metric : objective.metrics) {
    if (const auto sum = position.sums.find(metric.output); sum != position.sums.end()) {
      values.add(metric.name, sum->second / examples);
    } else if (const auto count = position.counts.find(metric.output);
               count != position.counts.end()) {
      values.add(metric.name, static_cast<double>(count->second) / examples);
    }
  }
  return values;
}

bool TrainingRun::is_better(double value) const {
  switch (objective.metrics.front().better) {
    case Better::lower:
      return std::isnan(best) ? std::isfinite(value) : value < best;
    case Better::higher:
      return std::isnan(best) ? std::isfinite(value) : value > best;
    default:
      return false;
  }
}

void TrainingRun::go_to(const Checkpoint& checkpoint, Session& session) {
  std::map<std::string, Tensor> state = checkpoint.state;
  // The loss scale belongs to the precision of the run that wrote the checkpoint, not to what
  // it learned.
  for (const char* const name : loss_scale_variables) {
    if (options.precision == Precision::f32) {
      state.erase(name);
    } else if (!state.contains(name)) {
      state[name] = session.state().read(name);
    }
  }
  const Checkpoint blank = at_epoch(0);
  const auto expect = [](const std::string& field, bool there) {
    if (!there) throw Error("the checkpoint lacks the field '{}'", field);
  };
  for (const auto& [name, zero] : blank.sums) {
    expect(name + "_sum", checkpoint.sums.contains(name));
  }
  for (const auto& [name, zero] : blank.counts) expect(name, checkpoint.counts.contains(name));
  session.restore(state);
  schedule->restore(checkpoint.numbers);
  position = checkpoint;
  position.state.clear();
  const auto number = [&](const char* name, double missing) {
    const auto entry = checkpoint.numbers.find(name);
    return entry == checkpoint.numbers.end() ? missing : entry->second;
  };
  best = number("best", NAN);
  // An older version did not write this; then the patience starts again.
  best_epoch = static_cast<std::int64_t>(number("best epoch", static_cast<double>(position.epoch)));
}

void TrainingRun::hand_over(const std::map<std::string, Tensor>& state) const {
  for (const auto& [part, model] : models) {
    for (auto& [own, weight] : model->weights) {
      const std::string name = variable_of(objective.parts, part, own);
      weight = state.at(averages() ? average_of(name) : name);
    }
  }
}

void TrainingRun::reopen(const DeviceLost& lost) {
  std::string more;
  if (options.reopen && ++losses_ <= Trainer::most_losses) {
    session_.reset();  // before its device is closed
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
  if (options.reopen && !device_->on_host() && !on_disk_ && in_memory_.state.empty()) {
    in_memory_ = snapshot();
  }
  saved_at_ = std::chrono::steady_clock::now();
  saved_step_ = step();
}

Checkpoint TrainingRun::snapshot() const {
  Checkpoint checkpoint = position;
  checkpoint.state = session_->save();
  checkpoint.identity = identity_;
  checkpoint.identity.insert(options.evaluated.begin(), options.evaluated.end());
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
