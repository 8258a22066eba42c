#include "framework/train/update.h"

#include <algorithm>

#include "framework/train/rows.h"

namespace fovea {

namespace {

Tensor seed_tensor(std::uint64_t seed) {
  return Tensor::of<std::int32_t>(Shape{2}, {static_cast<std::int32_t>(seed & 0xFFFFFFFF),
                                             static_cast<std::int32_t>(seed >> 32)});
}

}  // namespace

Feed feed_of(TrainingRun& progress, const std::string& graph, const Batch& batch,
             std::int64_t first, std::int64_t count, double rate) {
  const std::map<std::string, TensorType> inputs = progress.session().inputs(graph);
  Feed feed = rows(batch, inputs, first, count);
  if (inputs.contains(names::learning_rate)) {
    feed[names::learning_rate] = Tensor::scalar(static_cast<float>(rate));
  }
  if (inputs.contains(names::share)) {
    const double share = static_cast<double>(count) / static_cast<double>(examples_of(batch));
    feed[names::share] = Tensor::scalar(static_cast<float>(share));
  }
  // Each part draws numbers of its own.
  const auto part = static_cast<std::uint64_t>(first / progress.part_size());
  const std::uint64_t seed = progress.options.seed ^ (part * 0x9e3779b97f4a7c15);
  if (inputs.contains(names::seed)) feed[names::seed] = seed_tensor(seed);
  return feed;
}

Update begin_update(TrainingRun& progress, const Batch& batch, double rate) {
  const std::int64_t all = examples_of(batch), size = progress.part_size();
  Update update;
  for (const TrainingStep& step : progress.objective.steps) {
    for (std::int64_t first = 0; first < all; first += size) {
      const std::int64_t count = std::min(size, all - first);
      const bool is_first = first == 0, is_last = first + count == all;
      const UpdatePart part = is_last ? (is_first ? UpdatePart::whole : UpdatePart::last)
                                      : (is_first ? UpdatePart::first : UpdatePart::middle);
      const std::string graph = TrainingRun::graph_of(step, part);
      Feed feed = feed_of(progress, graph, batch, first, count, rate);
      const Session::Run run = progress.session().submit(graph, feed);
      // An executable keeps the results of two runs.
      if (!update.empty()) wait_for(progress, update);
      update.push_back({&step, graph, count, std::move(feed), run});
    }
  }
  return update;
}

void wait_for(TrainingRun& progress, Update& update) {
  update.back().results = progress.session().wait(update.back().run);
}

bool is_finite(const PartRun& part) {
  return part.results.at(names::finite).item<std::int32_t>() != 0;
}

double loss_of(const Update& update) {
  double sum = 0, examples = 0;
  for (const PartRun& part : update) {
    if (part.step != update.front().step) continue;
    const auto own = static_cast<double>(part.examples);
    sum += double{part.results.at(names::loss).item<float>()} * own;
    examples += own;
  }
  return sum / examples;
}

void fail(TrainingRun& progress, const PartRun& part) {
  const std::string fault = progress.session().first_fault(part.graph, part.feed);
  throw Error("the loss or a gradient is not finite at step {} (epoch {}, batch {}): {}",
              progress.step() + 1, progress.position.epoch + 1, progress.position.batch + 1, fault)
      .hint("the step changed nothing; lower the learning rate");
}

}  // namespace fovea
