// The training loop: epochs over a source of batches, evaluation, checkpoints. Everything it
// does is a function of its options and the data, so a run resumed from a checkpoint ends with
// the same bits as one that was never stopped.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "fovea/model/model.h"
#include "fovea/runtime/session.h"
#include "fovea/train/metrics.h"

namespace fovea {

struct Batch {
  Tensor images;  // u8 (B, H, W, C)
  Tensor labels;  // i32 (B)
};

/// Where batches come from: a loader, or whatever an application has.
class BatchSource {
 public:
  virtual ~BatchSource() = default;
  virtual std::int64_t size() const = 0;  // examples
  /// Starts pass number `epoch` (from 0; it chooses the order) at batch `first`.
  virtual void start(int epoch, std::int64_t first) = 0;
  /// The next batch, false at the end of the pass. The last batch may be smaller.
  virtual bool next(Batch& batch) = 0;
};

struct TrainingOptions {
  int epochs = 5;
  int batch = 64;
  double learning_rate = 0;  // 0: what suits the optimiser
  std::string optimizer = "sgd:momentum=0.9";
  std::string schedule = "constant";
  double label_smoothing = 0;
  std::uint64_t seed = 1;
  Precision precision = Precision::f32;  // f16: with dynamic loss scaling
  std::filesystem::path out = {};        // folder for checkpoint.safetensors; created
  std::int64_t checkpoint_steps = 0;     // every so many steps; 0: never by steps
  double checkpoint_seconds = 60;        // every so many seconds; 0: never by time
  bool resume = false;                   // go on from the checkpoint in `out`
  /// Closes the device of this run and opens it again. With it a run survives the loss of its
  /// device, up to most_losses times: it goes on from the last checkpoint (its start, if there is
  /// none) to the bits of a run that lost nothing.
  std::function<Backend&()> reopen = {};
  /// What else the run depends on, by name (data set, augmentation, ...): a checkpoint with other
  /// values is refused.
  std::map<std::string, std::string> identity = {};
};

/// Progress within an epoch.
struct StepMetrics {
  int epoch;                 // from 1
  std::int64_t step, steps;  // within the epoch: this one from 1, and how many
  double loss, accuracy;     // means over the epoch so far
  double learning_rate;
  double seconds;  // of the epoch so far
  double images_per_second;
};

/// Called as training goes on; what they throw ends the run.
struct TrainingObserver {
  std::function<void(const StepMetrics&)> step = [](const StepMetrics&) {};
  std::function<void(const EpochMetrics&)> epoch = [](const EpochMetrics&) {};
  /// The validation loss is the best so far: the model now holds those weights.
  std::function<void(const EpochMetrics&)> best = [](const EpochMetrics&) {};
  /// Asked after every step: whether to save and leave.
  std::function<bool()> stop = [] { return false; };
};

enum class Outcome { finished, stopped };

/// Trains a classifier on softmax cross-entropy. Throws Error for options that make no sense, a
/// checkpoint of another run, or a loss or gradient that is not finite (naming step and node; in
/// Precision::f16 such a step is skipped, unless no loss scale is small enough for it), and
/// DeviceLost when the device is lost for good; there is a checkpoint in `out` then. The trainer
/// is of no more use after that.
class Trainer {
 public:
  static constexpr int most_losses = 3;

  /// `validation` may be null; a plateau schedule needs it. Sources and backend must outlive it.
  Trainer(Model& model, Backend& backend, BatchSource& train, BatchSource* validation,
          BatchSource& test, TrainingOptions options);
  ~Trainer();

  /// The plan of a training step, before anything is allocated for it. It lives as long as
  /// session() does.
  const Plan& plan();
  /// Epochs that the run has behind it: more than 0 after a resume.
  int completed_epochs() const;
  Outcome run(const TrainingObserver& observer);
  /// Evaluates the current weights.
  Evaluation evaluate(BatchSource& source);
  /// Session::profile() of a training step on a batch of the training data; the weights are put
  /// back.
  std::vector<StepTime> profile();
  /// Another one when the device was lost.
  Session& session();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Evaluates a model: mean loss, accuracy and every prediction.
Evaluation evaluate(const Model& model, Backend& backend, BatchSource& source);

}  // namespace fovea
