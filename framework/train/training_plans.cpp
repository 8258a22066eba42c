#include "framework/train/training_plans.h"

#include <algorithm>
#include <set>

namespace fovea {

const Plan& plan_of(TrainingRun& progress, const std::string& graph, std::int64_t examples) {
  std::map<std::string, TensorType> inputs = progress.session().inputs(graph);
  for (auto& [name, type] : inputs) {
    const bool is_field =
        name != names::learning_rate && name != names::share && name != names::seed;
    if (is_field) type.shape = type.shape.with(0, examples);
  }
  return progress.session().plan(graph, inputs);
}

std::vector<const Plan*> training_plans(TrainingRun& progress, std::int64_t examples) {
  std::vector<UpdatePart> parts = {UpdatePart::whole};
  if (progress.options.parts > 1) {
    parts = {UpdatePart::first, UpdatePart::middle, UpdatePart::last};
  }
  std::vector<const Plan*> plans;
  for (const TrainingStep& step : progress.objective.steps) {
    for (const UpdatePart part : parts) {
      plans.push_back(&plan_of(progress, TrainingRun::graph_of(step, part), examples));
    }
  }
  return plans;
}

std::vector<const Plan*> evaluation_plans(TrainingRun& progress,
                                          std::span<const BatchSource* const> sources,
                                          std::int64_t examples) {
  std::set<std::int64_t> counts;
  for (const BatchSource* const source : sources) {
    if (!source) continue;
    std::int64_t batch = std::min(source->size(), examples);
    if (source->batch() > 0) batch = std::min(batch, source->batch());
    if (!progress.objective.together) batch = 1;
    counts.insert(batch);
    if (source->size() % batch > 0) counts.insert(source->size() % batch);
  }
  std::vector<const Plan*> plans;
  for (const std::int64_t count : counts) {
    plans.push_back(&plan_of(progress, names::evaluate, count));
  }
  return plans;
}

}  // namespace fovea
