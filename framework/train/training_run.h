// The state of a training run: the session on its device, the position in the data, and the
// checkpoint that the run goes back to when its device is lost.
#pragma once

#include <chrono>
#include <cmath>

#include "fovea/graph/names.h"
#include "fovea/objectives/metrics.h"
#include "fovea/objectives/objective.h"
#include "fovea/optim/minimize.h"
#include "fovea/optim/optimizer.h"
#include "fovea/optim/schedule.h"
#include "fovea/runtime/session.h"
#include "fovea/train/batch_source.h"
#include "fovea/train/checkpoint.h"
#include "fovea/train/training_options.h"
#include "framework/train/part_optimizers.h"

namespace fovea {

class TrainingRun {
 public:
  /// The models that are trained, by their part in the objective.
  using Models = std::map<std::string, Model*>;

  /// Checks the options, then goes to the start of the run or to its checkpoint.
  TrainingRun(Models models, Backend& device, const BatchSource& train, TrainingOptions options);

  Session& session() { return *session_; }
  /// The number of images in a part of a step; the last part may have fewer.
  std::int64_t part_size() const { return (options.batch + options.parts - 1) / options.parts; }
  /// The graph of a training step, or of a part of it.
  static std::string graph_of(const TrainingStep& step, UpdatePart part);
  /// What metrics call an output of a training step: if there are several steps, the step's name
  /// comes first.
  static std::string output_of(const TrainingStep& step, const std::string& output) {
    return step.name.empty() ? output : step.name + "/" + output;
  }
  /// The graph to show for a step: if it has parts, that of the last part, which has the update.
  std::string full_graph(const TrainingStep& step) const {
    return graph_of(step, options.parts > 1 ? UpdatePart::last : UpdatePart::whole);
  }
  /// Whether the weights for evaluation and for the models are moving averages.
  bool averages() const { return options.average_decay > 0; }
  /// Gives the models the weights of this state, or their averages.
  void hand_over(const std::map<std::string, Tensor>& state) const;
  /// A position at the start of an epoch.
  Checkpoint at_epoch(std::int64_t epoch) const;
  /// The means of this position.
  MetricValues means() const;
  /// Whether the first metric is better than the best so far.
  bool is_better(double value) const;
  /// Steps that are done.
  std::int64_t step() const { return position.epoch * steps_an_epoch + position.batch; }

  /// Does the work. If the device is lost during it, goes back to the last checkpoint on a new
  /// device and does it again. Throws DeviceLost when that does not help.
  template <typename Work>
  auto retry_after_device_loss(const Work& work) {
    while (true) {
      try {
        if (!session_) open();
        return work();
      } catch (const DeviceLost& lost) {
        reopen(lost);
      }
    }
  }

  /// Whether the first metric on validation data has been no better for as long as the
  /// options allow.
  bool out_of_patience() const {
    return options.patience > 0 && position.epoch - best_epoch >= options.patience;
  }

  /// Saves the state at the start, to go back to it while there is no checkpoint.
  void start();
  /// The position of the run, with the state from the device.
  Checkpoint snapshot() const;
  /// Makes a snapshot the checkpoint.
  void keep(Checkpoint checkpoint);
  /// Whether it is time for a checkpoint when this many steps are done.
  bool due(std::int64_t step) const;

  Models models;
  TrainingOptions options;
  Objective objective;
  std::int64_t steps_an_epoch = 0;
  std::unique_ptr<Schedule> schedule;
  Checkpoint position;          // without the state, which lives on the device
  double best = NAN;            // the first metric on validation data
  std::int64_t best_epoch = 0;  // epochs done when it was reached

 private:
  void open();
  void write_weights(Session& session) const;
  void go_to(const Checkpoint& checkpoint, Session& session);
  void reopen(const DeviceLost& lost);
  std::filesystem::path path() const { return options.out / "checkpoint.safetensors"; }

  Backend* device_;
  PartOptimizers optimizer_;
  std::map<std::string, std::string> identity_;
  std::unique_ptr<Session> session_;
  std::map<std::string, DType> outputs_;  // of the training steps, as metrics call them
  std::set<std::string> fields_;          // optional ones that the training data has
  int losses_ = 0;                        // of devices
  bool on_disk_ = false;                  // there is a checkpoint in `out`
  Checkpoint in_memory_;                  // the last one, if it is not on disk
  std::chrono::steady_clock::time_point saved_at_;
  std::int64_t saved_step_ = 0;
};

}  // namespace fovea
