#include "framework/train/training_graph.h"

#include <algorithm>

#include "fovea/graph/names.h"

namespace fovea {

namespace {

// Variables that a step must not change: frozen ones, and all variables of parts that it does
// not train.
std::set<std::string> frozen_in(const TrainingStep& step, const Parts& parts,
                                std::set<std::string> frozen) {
  for (const auto& [part, model] : parts) {
    if (std::ranges::find(step.trains, part) != step.trains.end()) continue;
    for (const Variable& variable : model->graph->variables()) {
      frozen.insert(variable_of(parts, part, variable.name));
    }
  }
  return frozen;
}

void expect_parameters(const Graph& graph, const Objective& objective, bool frozen) {
  if (std::ranges::any_of(graph.variables(), [](const Variable& variable) {
        return variable.role == Role::parameter;
      })) {
    return;
  }
  const std::string& name = objective.parts.begin()->second->title();
  if (frozen) {
    throw Error("model '{}' has nothing to train: all its parameters are frozen", name);
  }
  throw Error("model '{}' has nothing to train: all its numbers are constants of the graph", name)
      .hint("save it again with its weights as initializers");
}

}  // namespace

std::unique_ptr<Graph> training_graph(const Objective& objective, const TrainingStep& step,
                                      const Optimizer& optimizer, int batch,
                                      const TrainingGraphConfig& config) {
  auto graph = std::make_unique<Graph>();
  GraphBuilder builder(*graph, objective.parts,
                       {.mode = Mode::training,
                        .batch = batch,
                        .frozen = frozen_in(step, objective.parts, config.frozen),
                        .fields = config.fields});
  step.build(builder);
  expect_parameters(*graph, objective, !config.frozen.empty());
  MinimizeConfig minimized = config.minimize;
  for (const Variable& variable : graph->variables()) {
    const auto rate = config.part_rates.find(variable.name.substr(0, variable.name.find('/')));
    if (variable.role != Role::parameter || rate == config.part_rates.end()) continue;
    if (rate->second != 1) minimized.rate_factors[variable.name] = rate->second;
  }
  graph->output(names::finite, minimize(graph->find_output(names::loss), optimizer, minimized));
  return graph;
}

std::unique_ptr<Graph> training_graph(const Model& model, const Optimizer& optimizer, int batch,
                                      const TrainingGraphConfig& config) {
  const Objective objective = objectives::make(config.objective, model);
  return training_graph(objective, objective.steps.front(), optimizer, batch, config);
}

LossScaling scaling_for(Precision precision) {
  return precision == Precision::f16 ? LossScaling::dynamic : LossScaling::none;
}

std::unique_ptr<Graph> evaluation_graph(const Objective& objective, int batch, Weights weights) {
  auto graph = std::make_unique<Graph>();
  GraphBuilder builder(*graph, objective.parts, {.batch = batch, .weights = weights});
  objective.evaluation(builder);
  return graph;
}

std::unique_ptr<Graph> evaluation_graph(const Model& model, int batch) {
  return evaluation_graph(objectives::make("", model), batch);
}

}  // namespace fovea
