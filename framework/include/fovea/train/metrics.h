// What training reports.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "fovea/objectives/metrics.h"

namespace fovea {

/// One epoch of training; the line it becomes in metrics.jsonl.
struct EpochMetrics {
  int epoch = 0;                  // from 1
  std::int64_t steps = 0;         // since the start of training
  std::int64_t skipped = 0;       // of this epoch's: their gradients overflowed (fp16)
  double learning_rate = 0;       // of the epoch's last step
  MetricValues train;             // means over the epoch, as the network changed
  MetricValues validation, test;  // empty where there are no such examples
  /// Mean over the steps of the norm of all gradients before clipping; only where they are clipped.
  std::optional<double> gradient_norm;
  double seconds = 0;              // training alone, without the tests
  double data_seconds = 0;         // the part of these that it waited for batches
  std::string counted = "images";  // the unit of speed, as in Objective
  double per_second = 0;           // of training
};

/// Progress within an epoch.
struct StepMetrics {
  int epoch;                 // from 1
  std::int64_t step, steps;  // within the epoch: this one from 1, and how many
  MetricValues means;        // over the epoch so far
  double learning_rate;
  double seconds;     // of the epoch so far
  double per_second;  // images, or what the objective counts
};

}  // namespace fovea
