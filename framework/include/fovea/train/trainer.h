// The training loop: epochs over a source of batches, evaluation, checkpoints. Everything it
// does is a function of its options and the data, so a run resumed from a checkpoint ends with
// the same bits as one that was never stopped.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "fovea/model/model.h"
#include "fovea/objectives/objective.h"
#include "fovea/runtime/session.h"
#include "fovea/train/batch_source.h"
#include "fovea/train/metrics.h"
#include "fovea/train/training_options.h"

namespace fovea {

/// Called during training; an exception from them ends the run.
struct TrainingObserver {
  std::function<void(const StepMetrics&)> step = [](const StepMetrics&) {};
  std::function<void(const EpochMetrics&)> epoch = [](const EpochMetrics&) {};
  /// The first metric on validation data is the best so far: the model now holds those weights.
  std::function<void(const EpochMetrics&)> best = [](const EpochMetrics&) {};
  /// Asked after every step: whether to save and leave.
  std::function<bool()> stop = [] { return false; };
};

/// A step at a learning rate that was tried.
struct TriedRate {
  double learning_rate;
  double loss;  // of the step's batch, before its update
  double
      smoothed;  // the moving average of the losses so far, each with 0.9 of the weight of the next
};

/// A tenth of the rate at which the smoothed loss was lowest: a rate that is sure to help and far
/// from one that harms. Throws Error for fewer than two steps.
double suggested_rate(std::span<const TriedRate> tried);

/// Where the time of a training step went.
struct StepProfile {
  std::string name;  // of the training step; "" for the only one
  const Plan* plan;
  std::vector<StepTime> times;
};

enum class Outcome { finished, stopped };

/// Trains a model by an objective. Throws Error for options that make no sense, a
/// checkpoint of another run, or a loss or gradient that is not finite (naming step and node; in
/// Precision::f16 such a step is skipped, unless no loss scale is small enough for it), and
/// DeviceLost when the device is lost for good; there is a checkpoint in `out` then. The trainer
/// cannot be used after that.
class Trainer {
 public:
  static constexpr int most_losses = 3;

  /// `validation` may be null; a plateau schedule needs it. Model, sources and backend must
  /// outlive it.
  Trainer(Model& model, Backend& backend, BatchSource& train, BatchSource* validation,
          BatchSource& test, TrainingOptions options);
  /// The same where `test` may be null too.
  Trainer(Model& model, Backend& backend, BatchSource& train, BatchSource* validation,
          BatchSource* test, TrainingOptions options);
  /// The same for several models, by their part in the objective. Variables have the part's
  /// name in front, "generator/conv2d_1/weight". The owner of the models saves what a
  /// checkpoint does not hold.
  Trainer(std::map<std::string, Model*> parts, Backend& backend, BatchSource& train,
          BatchSource* validation, BatchSource* test, TrainingOptions options);
  ~Trainer();

  /// The plans of the training steps of a batch (or of its last part, if it has parts), before
  /// anything is allocated for them. They live as long as session() does.
  std::vector<const Plan*> plans();
  /// The same for this many images: how much memory they would take.
  std::vector<const Plan*> plans(std::int64_t images);
  /// Bytes that steps with so many images, and the evaluation after them with batches of so many at
  /// most, take at their peak: of the device, and where that is the host (Backend::on_host()) also
  /// the models' weights or, at the end of an epoch, a copy of the state. Nothing is allocated for
  /// it.
  std::int64_t peak_bytes(std::int64_t images, std::int64_t evaluated);
  /// The last of them.
  const Plan& plan() { return *plans().back(); }
  /// Sets TrainingOptions::segments from now on. Not while run() is running.
  void set_segments(int segments);
  /// Epochs that are done: more than 0 after a resume.
  int completed_epochs() const;
  Outcome run(const TrainingObserver& observer);
  /// Evaluates the current weights.
  Evaluation evaluate(BatchSource& source);
  /// What the objective shows for the current weights and the first examples of the source.
  std::vector<Exhibit> exhibits(BatchSource& source);
  /// Session::profile() of those steps on images of the training data; the weights are put back.
  std::vector<StepProfile> profile();
  /// Trains on the first batches at rates that grow from `low` to `high` by the same factor each
  /// step, and ends early when the loss is four times its least value or is not a number (Smith,
  /// "Cyclical Learning Rates for Training Neural Networks", WACV 2017); the weights are put back.
  /// Throws Error unless 0 < low < high and there are at least 2 steps.
  std::vector<TriedRate> try_rates(double low, double high, int steps);
  /// A new session after the device was lost.
  Session& session();
  const Objective& objective() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Evaluates a model by an objective: the values of its metrics and, for a classifier, every
/// prediction. "" is the model's own objective.
Evaluation evaluate(const Model& model, Backend& backend, BatchSource& source,
                    const std::string& objective = "");

}  // namespace fovea
