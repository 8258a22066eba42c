// An update of the weights: a batch goes through the training steps of the objective in turn, and
// through each of them in parts.
#pragma once

#include <string>
#include <vector>

#include "framework/train/training_run.h"

namespace fovea {

/// A training step for a part of a batch.
struct PartRun {
  const TrainingStep* step;
  std::string graph;
  std::int64_t examples;
  Feed feed;
  Session::Run run;
  Results results = {};  // there after somebody has waited for it
};
using Update = std::vector<PartRun>;

/// What the graph reads for `count` examples of a batch, from `first` on.
Feed feed_of(TrainingRun& progress, const std::string& graph, const Batch& batch,
             std::int64_t first, std::int64_t count, double rate);

/// Begins an update; the results of its last run are there after wait_for().
Update begin_update(TrainingRun& progress, const Batch& batch, double rate);
void wait_for(TrainingRun& progress, Update& update);

/// Whether the loss and all gradients are finite.
bool is_finite(const PartRun& part);
/// The mean over the examples of all parts of the first training step.
double loss_of(const Update& update);
/// Throws Error, which names the first node of this run whose result is not finite.
[[noreturn]] void fail(TrainingRun& progress, const PartRun& part);

}  // namespace fovea
