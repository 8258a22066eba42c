// How much memory a run takes: known before it begins.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "apps/training/setup.h"
#include "fovea/train/trainer.h"

namespace fovea::apps {

/// Bytes that this program has in memory now; 0 where the system does not say.
std::int64_t resident_bytes();

class RunMemory {
 public:
  /// To be made when the models and the data are there and the trainer is not.
  RunMemory(const TrainingSetup& setup, const Backend& backend, const TrainOptions& options);

  /// Bytes that the run takes at its peak with such batches, of so many examples at a time. On a
  /// device with memory of its own they are the device's; else the whole program's: itself, its
  /// data, the batches that are made ahead, and what Trainer::peak_bytes() counts.
  std::int64_t peak_bytes(Trainer& trainer, std::int64_t batch, std::int64_t examples) const;

 private:
  struct Source {
    std::int64_t size, batch;
  };
  /// Examples that wait.
  std::int64_t waiting(std::int64_t batch) const;

  bool on_host_, limited_;
  std::int64_t before_ = 0;
  std::vector<Source> sources_;
};

/// A trainer of the same run whose batches are taken in so many parts.
using RunInParts = std::function<std::unique_ptr<Trainer>(int parts)>;

/// With --recompute chooses the segments of the run's steps. Throws Error for a run that takes more
/// than --memory, which says what would fit.
void expect_memory(Trainer& trainer, const RunMemory& memory, const TrainOptions& options,
                   const RunInParts& in_parts);

}  // namespace fovea::apps
