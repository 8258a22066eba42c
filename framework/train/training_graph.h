// The graphs of training: one whole step (forward, loss, backward, update), and the same
// network for evaluation.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>

#include "fovea/objectives/objective.h"
#include "fovea/optim/minimize.h"
#include "fovea/plan/plan.h"

namespace fovea {

struct TrainingGraphConfig {
  std::string objective = "";  // as objectives::make() takes it
  /// Fields of a batch beyond those that the objective needs.
  std::set<std::string> fields = {};
  /// Variables of the model that keep their values. If all variables of a layer are frozen, it
  /// has its form for inference: batch norm does not use the batch's statistics and does not
  /// change its own.
  std::set<std::string> frozen = {};
  /// Factors of the learning rate, by part, if there are several parts.
  std::map<std::string, double> part_rates = {};
  MinimizeConfig minimize = {};
};

/// One training step. Inputs: the fields of the batch that its loss reads, "learning_rate" f32, and
/// "seed" i32 (2) if a layer draws random numbers. Outputs "loss" f32 (the mean over the batch,
/// with all that is added to it), those of the objective's metrics, and "finite" i32: 0 when the
/// loss or a gradient was not finite in this step or one before, and then the step changes nothing.
/// The rest is as in minimize().
std::unique_ptr<Graph> training_graph(const Objective& objective, const TrainingStep& step,
                                      const Optimizer& optimizer, int batch,
                                      const TrainingGraphConfig& config = {});
/// The first step of config.objective.
std::unique_ptr<Graph> training_graph(const Model& model, const Optimizer& optimizer, int batch,
                                      const TrainingGraphConfig& config = {});

/// The loss scaling for a precision.
LossScaling scaling_for(Precision precision);

/// The graph that computes, for a batch, what the objective's judge reads.
std::unique_ptr<Graph> evaluation_graph(const Objective& objective, int batch,
                                        Weights weights = Weights::current);
/// The same for the model's own objective.
std::unique_ptr<Graph> evaluation_graph(const Model& model, int batch);

}  // namespace fovea
