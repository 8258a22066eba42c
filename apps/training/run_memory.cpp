#include "apps/training/run_memory.h"

#include <unistd.h>

#include <fstream>
#include <limits>

#include "apps/cli/byte_count.h"
#include "apps/cli/say.h"
#include "apps/cli/text_table.h"
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
  // What of the program and its libraries is touched later, and the threads' stacks, as measured.
  constexpr std::int64_t later = std::int64_t{6} << 20;
  before_ = resident_bytes() + later;
  // The trainer counts weights, and puts others in the place of those that were read.
  for (const auto& [part, model] : setup.models) before_ -= model.weight_bytes();
  for (const BatchSource* const source :
       {setup.train.get(), setup.validation.get(), setup.test.get()}) {
    if (source) sources_.push_back({source->size(), source->batch()});
  }
}

std::int64_t RunMemory::waiting(std::int64_t batch) const {
  // Batches made ahead, the one that is being made, and the one that is handed over.
  const std::int64_t batches = datasets::LoaderOptions().ahead + 2;
  std::int64_t most = 0;
  for (const Source& source : sources_) {
    most = std::max(most, std::min(source.size, batches * std::min(source.batch, batch)));
  }
  return most;
}

std::int64_t RunMemory::peak_bytes(Trainer& trainer, std::int64_t batch,
                                   std::int64_t examples) const {
  // Under a limit no more are evaluated at a time than are trained.
  constexpr std::int64_t all = std::numeric_limits<std::int64_t>::max();
  const std::int64_t bytes = trainer.peak_bytes(examples, limited_ ? examples : all);
  if (!on_host_) return bytes;
  const std::int64_t inputs = trainer.plans(examples).back()->input_bytes();
  return before_ + bytes + inputs * waiting(batch) / examples;
}

namespace {

// Chooses the fewest segments with which the run takes no more than `most` or, if there are none,
// those with which it takes least. Returns how many.
int choose_segments(Trainer& trainer, const RunMemory& memory, const TrainOptions& options,
                    std::int64_t most) {
  std::int64_t least = std::numeric_limits<std::int64_t>::max(), all = 0;
  int best = 1;
  for (const int segments : {1, 2, 3, 4, 6, 8, 12, 16, 24, 32}) {
    trainer.set_segments(segments);
    const std::int64_t peak =
        memory.peak_bytes(trainer, options.batch, examples_of_a_part(options));
    if (segments == 1) all = peak;
    if (peak < least) {
      least = peak;
      best = segments;
    }
    if (least <= most) break;
  }
  trainer.set_segments(best);
  if (best > 1) {
    say("activations are computed again in {} segments: {} of memory in place of {}\n", best,
        bytes(least), bytes(all));
  }
  return best;
}

// The fewest parts of a batch with which the run takes no more than `most`; 0 if there are none.
// Parts take more than batches of their size: gradients are summed up, and more graphs pack
// weights.
int fewest_parts(const RunMemory& memory, const TrainOptions& options, const RunInParts& in_parts,
                 int segments, std::int64_t fits, std::int64_t most) {
  for (int parts = static_cast<int>((options.batch + fits - 1) / fits); parts <= options.batch;
       parts += std::max(1, parts / 8)) {
    TrainOptions cut = options;
    cut.accumulate = parts;
    const std::unique_ptr<Trainer> trainer = in_parts(parts);
    trainer->set_segments(segments);
    const std::int64_t part = examples_of_a_part(cut);
    if (memory.peak_bytes(*trainer, options.batch, part) <= most) return parts;
  }
  return 0;
}

}  // namespace

void expect_memory(Trainer& trainer, const RunMemory& memory, const TrainOptions& options,
                   const RunInParts& in_parts) {
  const std::int64_t most = options.memory.empty() ? 0 : byte_count(options.memory);
  const std::int64_t part = examples_of_a_part(options);
  const int segments = options.recompute ? choose_segments(trainer, memory, options, most) : 1;
  if (options.memory.empty()) return;
  const std::int64_t all = memory.peak_bytes(trainer, options.batch, part);
  if (all <= most) return;
  const auto takes = [&](std::int64_t batch) { return memory.peak_bytes(trainer, batch, batch); };
  const std::string& example = trainer.objective().example;
  const Error error("training with {} {}s at a time takes {} of memory, and --memory is {}", part,
                    example, bytes(all), bytes(most));
  // From one run to another the program itself takes a little more or less.
  const std::int64_t safe = most - most / 64;
  if (takes(1) > safe) {
    throw error.hint(fmt::format("with a single {} it takes {}", example, bytes(takes(1))));
  }
  std::int64_t fits = 1, beyond = part;
  while (fits + 1 < beyond) {
    const std::int64_t middle = (fits + beyond) / 2;
    (takes(middle) <= safe ? fits : beyond) = middle;
  }
  std::string advice = fmt::format("use --batch {}", fits);
  if (const int parts = fewest_parts(memory, options, in_parts, segments, fits, safe)) {
    advice += fmt::format(", or --accumulate {} for the same batch", parts);
  }
  if (!options.resume.empty()) {
    advice = fmt::format("the batch of a run stays as it is{}; in a new run {}",
                         options.recompute ? "" : ", --recompute takes less", advice);
  }
  throw error.hint(advice);
}

}  // namespace fovea::apps
