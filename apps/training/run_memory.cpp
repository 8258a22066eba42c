#include "apps/training/run_memory.h"

#include <unistd.h>

#include <fstream>
#include <limits>

#include "fovea/datasets/loader.h"
#include "fovea/images/image.h"

namespace fovea::apps {

std::int64_t resident_bytes() {
  std::ifstream file("/proc/self/statm");
  std::int64_t total = 0, resident = 0;
  return file >> total >> resident ? resident * sysconf(_SC_PAGESIZE) : 0;
}

RunMemory::RunMemory(const TrainingSetup& setup, const Backend& backend,
                     const TrainOptions& options)
    : on_host_(backend.on_host()), limited_(!options.memory.empty()) {
  if (!on_host_) return;
  // The libraries that write the report's pictures are loaded for the first one.
  if (setup.training_set) datasets::encode_png(Tensor(Shape{1, 1, 3}, DType::u8));
  before_ = resident_bytes();
  // The trainer counts weights, and puts others in the place of those that were read.
  for (const auto& [part, model] : setup.models) {
    for (const auto& [name, value] : model.weights) before_ -= value.type().bytes();
  }
  // Batches made ahead, the one that is being made, and the one that is handed over.
  const std::int64_t batches = datasets::LoaderOptions().ahead + 2;
  for (const auto& source : {setup.train.get(), setup.validation.get(), setup.test.get()}) {
    if (source) ahead_ = std::max(ahead_, std::min(source->size(), batches * source->batch()));
  }
}

std::int64_t RunMemory::peak_bytes(Trainer& trainer, std::int64_t examples) const {
  // Under a limit no more are evaluated at a time than are trained.
  constexpr std::int64_t all = std::numeric_limits<std::int64_t>::max();
  const std::int64_t bytes = trainer.peak_bytes(examples, limited_ ? examples : all);
  if (!on_host_) return bytes;
  std::int64_t of_inputs = 0;
  for (const Binding& input : trainer.plans(examples).back()->inputs) {
    of_inputs += input.slot.type.bytes();
  }
  return before_ + bytes + of_inputs * ahead_ / examples;
}

}  // namespace fovea::apps
