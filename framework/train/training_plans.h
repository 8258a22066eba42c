// The plans that a training run needs: of its steps, and of its evaluation.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "framework/train/training_run.h"

namespace fovea {

/// The plan of a graph for so many examples. The session keeps it.
const Plan& plan_of(TrainingRun& progress, const std::string& graph, std::int64_t examples);

/// The plans of all graphs that a whole batch runs, in parts of so many examples.
std::vector<const Plan*> training_plans(TrainingRun& progress, std::int64_t examples);

/// The plans of the evaluation at the end of an epoch, of at most so many examples at a time: for
/// whole batches of these sources, and for the rest. Sources may be null.
std::vector<const Plan*> evaluation_plans(TrainingRun& progress,
                                          std::span<const BatchSource* const> sources,
                                          std::int64_t examples);

}  // namespace fovea
