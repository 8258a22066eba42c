// One step of a model on made-up numbers, for tools that look at how a step runs, not at what
// it learns.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "fovea/objectives/objective.h"
#include "fovea/optim/optimizer.h"
#include "fovea/runtime/backend.h"

namespace fovea {

/// A graph with a value for each of its inputs and variables.
struct ExampleStep {
  std::unique_ptr<Graph> graph;
  Feed feed;
  std::map<std::string, Tensor> variables;
};

/// The graphs of the two examples below, for callers that need no values.
std::unique_ptr<Graph> inference_example_graph(const Model& model, int batch);
std::unique_ptr<Graph> training_example_graph(const Model& model, const Optimizer& optimizer,
                                              int batch, Precision precision = Precision::f32);

/// Inference on standard normal inputs, with the model's weights.
ExampleStep inference_example(const Model& model, int batch);

/// A training step on random pixels and labels, from the model's weights and the optimiser's first
/// state, with the loss scaling for this precision.
ExampleStep training_example(const Model& model, const Optimizer& optimizer, int batch,
                             Precision precision = Precision::f32);

/// The same for the training steps of an objective ("": the models' own), in turn, with
/// their names.
std::vector<std::pair<std::string, ExampleStep>> training_examples(
    const Parts& parts, const std::string& objective, const Optimizer& optimizer, int batch,
    Precision precision = Precision::f32);

/// Runs the step once and keeps the variables that result: counters have counted, and the
/// optimiser's slots are no longer 0.
void advance(ExampleStep& step, Backend& backend);

}  // namespace fovea
