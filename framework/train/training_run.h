// Where a training run stands, and how it stays there: the session on its device, the position in
// the data, and the checkpoint that a run goes back to when its device is lost.
#pragma once

#include <chrono>
#include <cmath>

#include "fovea/graph/names.h"
#include "fovea/optim/optimizer.h"
#include "fovea/optim/schedule.h"
#include "fovea/train/checkpoint.h"
#include "fovea/train/trainer.h"

namespace fovea {

class TrainingRun {
 public:
  /// Checks the options, then stands at the start of the run or at its checkpoint.
  TrainingRun(Model& model, Backend& device, const BatchSource& train, TrainingOptions options);

  Session& session() { return *session_; }
  /// The images of a part of a step, of which the last may have fewer.
  std::int64_t part_size() const { return (options.batch + options.parts - 1) / options.parts; }
  /// The graph that shows a step: of one in parts the last, which has the update.
  const char* full_graph() const { return options.parts > 1 ? names::train_last : names::train; }
  /// Whether what is evaluated and handed over are moving averages of the weights.
  bool averages() const { return options.average_decay > 0; }
  /// Gives the model the weights of this state, or their averages.
  void hand_over(const std::map<std::string, Tensor>& state) const;
  /// Whether the training step draws random numbers.
  bool takes_seed() const { return takes_seed_; }
  /// Steps that the run has behind it.
  std::int64_t step() const { return position.epoch * steps_an_epoch + position.batch; }

  /// Does the work. When the device is lost on the way, goes back to the last checkpoint on a fresh
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

  /// Whether the validation loss has been no better for as long as the options allow.
  bool out_of_patience() const {
    return options.patience > 0 && position.epoch - best_epoch >= options.patience;
  }

  /// Puts down where the run starts, to go back to before there is a checkpoint.
  void start();
  /// Where the run stands, with the state from the device.
  Checkpoint snapshot() const;
  /// Makes a snapshot the checkpoint.
  void keep(Checkpoint checkpoint);
  /// Whether it is time for a checkpoint when so many steps are done.
  bool due(std::int64_t step) const;

  Model& model;
  TrainingOptions options;
  std::int64_t steps_an_epoch = 0;
  std::unique_ptr<Schedule> schedule;
  Checkpoint position;          // without the state, which lives on the device
  double best = INFINITY;       // validation loss
  std::int64_t best_epoch = 0;  // epochs done when it was reached
  const bool together;          // several pictures can run at once
  const bool mixed;             // the training images are mixed with one another

 private:
  void open();
  void go_to(const Checkpoint& checkpoint, Session& session);
  void reopen(const DeviceLost& lost);
  std::filesystem::path path() const { return options.out / "checkpoint.safetensors"; }

  Backend* device_;
  std::unique_ptr<Optimizer> optimizer_;
  std::map<std::string, std::string> identity_;
  std::unique_ptr<Session> session_;
  bool takes_seed_ = false;
  int losses_ = 0;        // of devices
  bool on_disk_ = false;  // there is a checkpoint in `out`
  Checkpoint in_memory_;  // the last one, if it is not on disk
  std::chrono::steady_clock::time_point saved_at_;
  std::int64_t saved_step_ = 0;
};

}  // namespace fovea
