// A checkpoint: everything a run needs to go on to the same bits, in one safetensors file.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

#include "fovea/core/tensor.h"

namespace fovea {

/// The state of a run between two steps.
struct Checkpoint {
  std::map<std::string, Tensor> state;          // every variable
  std::map<std::string, std::string> identity;  // what the run depends on, by name
  std::int64_t epoch = 0, batch = 0;            // position: epochs done, batches of this one done
  // Of the current epoch: the sums over its examples whose means are the metrics, by output of the
  // training step, f32 or i32; the number of examples; steps skipped; the norms of its gradients;
  // its training time so far, and how much of that it waited for data.
  std::map<std::string, double> sums;
  std::map<std::string, std::int64_t> counts;
  std::int64_t examples = 0, skipped = 0;
  double norm_sum = 0, seconds = 0, data_seconds = 0;
  std::map<std::string, double> numbers;  // the schedule's memory, the best loss, ...
};

/// Replaces the file atomically: a kill at any instant leaves the old or the new checkpoint.
void save_checkpoint(const std::filesystem::path& path, const Checkpoint& checkpoint);

/// Throws Error naming the file if it is missing, damaged or not a checkpoint, or if its identity
/// differs from `identity` (naming what differs). Fields of `evaluated` are compared if the
/// checkpoint has them.
Checkpoint load_checkpoint(const std::filesystem::path& path,
                           std::map<std::string, std::string> identity,
                           const std::map<std::string, std::string>& evaluated = {});

}  // namespace fovea
