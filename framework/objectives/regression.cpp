// Numbers to learn: the mean squared error, or with loss=absolute the mean absolute error, of a model's
// outputs. Fields "image" and "target" f32 (N, outputs).
#include "fovea/graph/names.h"
#include "fovea/layers/flatten.h"
#include "fovea/layers/mean.h"
#include "fovea/layers/mean_absolute_error.h"
#include "fovea/layers/mean_squared_error.h"
#include "fovea/objectives/objective.h"

namespace fovea::objectives {

namespace {

struct Distances {
  Value squared, absolute;  // f32 (N): means over the outputs of an example
};

Distances distances_of(const Model& model, GraphBuilder& builder) {
  const Value image = builder.image();
  Rewriter network = builder.apply(only_part, std::vector{image});
  Value outputs = network(model.graph->outputs().front().second);
  if (outputs.shape().rank() != 2) outputs = flatten(outputs);
  const Value target = builder.input(names::target, {Shape{outputs.shape()[1]}, DType::f32});
  return {mean_squared_error(outputs, target), mean_absolute_error(outputs, target)};
}

Objective make_regression(Spec& spec, const Parts& parts) {
  const Model& model = *parts.at(only_part);
  const std::string loss = spec.text("loss", "squared");
  if (loss != "squared" && loss != "absolute") {
    throw Error("its loss is 'squared' or 'absolute', not '{}'", loss).at(spec.place());
  }
  const bool absolute = loss == "absolute";
  const char* const squared_error = "squared_error";
  const char* const absolute_error = "absolute_error";
  Objective objective;
  objective.steps = {{.build = [=, &model](GraphBuilder& builder) {
    const Distances distances = distances_of(model, builder);
    Graph& graph = builder.graph();
    const Value squared = mean(distances.squared), mean_distance = mean(distances.absolute);
    graph.output(names::loss, absolute ? mean_distance : squared);
    graph.output(squared_error, squared);
    graph.output(absolute_error, mean_distance);
  }}};
  const Metric squared{.name = squared_error, .output = squared_error};
  const Metric distance{.name = absolute_error, .output = absolute_error};
  objective.metrics = absolute ? std::vector{distance, squared} : std::vector{squared, distance};
  objective.evaluation = [=, &model](GraphBuilder& builder) {
    const Distances distances = distances_of(model, builder);
    builder.graph().output(squared_error, distances.squared);
    builder.graph().output(absolute_error, distances.absolute);
  };
  objective.checked = {{squared_error, "error"}};
  objective.identity["loss"] = loss;
  return objective;
}

}  // namespace

void register_regression(ObjectiveTable& table) {
  table["regression"] = {"numbers, by the squares or the sizes of their errors", make_regression};
}

}  // namespace fovea::objectives
