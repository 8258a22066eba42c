#include "apps/commands/summary.h"

#include <algorithm>
#include <set>

#include "fovea/graph/passes/passes.h"

namespace fovea::apps {

namespace {

std::vector<TensorType> types_of(const Graph& graph, std::span<const int> values) {
  std::vector<TensorType> types;
  for (const int value : values) types.push_back(graph.info(value).type);
  return types;
}

// A convolution or a dense layer: each element is a sum of more than one product.
bool multiplies(const Variable& weight, double flops, const TensorType& output) {
  return weight.type.shape.rank() >= 2 && flops >= 2 * static_cast<double>(output.shape.count());
}

NodeSummary summarize(const Graph& graph, const Node& node, std::set<int>& counted) {
  const std::vector<TensorType> inputs = types_of(graph, node.inputs);
  const std::vector<TensorType> outputs = types_of(graph, node.outputs);
  NodeSummary summary{.name = node.name, .layer = node.layer->kind(), .output = outputs.front()};
  for (const TensorType& output : outputs) summary.output_bytes += output.bytes();
  summary.flops = node.layer->lower(inputs, outputs).flops;
  for (const int id : node.inputs) {
    const ValueInfo& info = graph.info(id);
    if (info.kind == ValueKind::node) summary.from.push_back(info.index);
    if (info.kind == ValueKind::input) summary.from.push_back(-1);
    if (info.kind != ValueKind::variable) continue;
    const Variable& variable = graph.variables()[static_cast<size_t>(info.index)];
    if (variable.role != Role::parameter) continue;
    if (multiplies(variable, summary.flops, summary.output)) {
      summary.multiply_adds = summary.flops / 2;
      summary.weight = variable.type.shape;
    }
    if (counted.insert(id).second) summary.parameters += variable.type.shape.count();
  }
  return summary;
}

}  // namespace

ModelSize size_of(const Model& model) {
  std::unique_ptr<Graph> without_auxiliary;
  if (!model.auxiliary.empty()) without_auxiliary = inference_graph(model);
  const Graph& graph = without_auxiliary ? *without_auxiliary : *model.graph;
  ModelSize size;
  std::set<int> counted;
  for (const Node& node : graph.nodes()) {
    const Variable* weight = nullptr;
    for (const int id : node.inputs) {
      const ValueInfo& info = graph.info(id);
      if (info.kind != ValueKind::variable) continue;
      const Variable& variable = graph.variables()[static_cast<size_t>(info.index)];
      if (variable.role != Role::parameter) continue;
      if (variable.type.shape.rank() >= 2) weight = &variable;
      if (counted.insert(id).second) size.parameters += variable.type.shape.count();
    }
    if (!weight) continue;
    const auto inputs = types_of(graph, node.inputs), outputs = types_of(graph, node.outputs);
    const double flops = node.layer->lower(inputs, outputs).flops;
    if (multiplies(*weight, flops, outputs.front())) size.multiply_adds += flops / 2;
  }
  return size;
}

ModelSummary summarize(const Model& model, int batch) {
  const int input = model.graph->inputs().empty() ? -1 : model.graph->inputs().front();
  ModelSummary summary;
  summary.input = model.input_type();
  summary.input_name = model.graph->info(input).name;
  summary.input.shape = summary.input.shape.with(0, batch);
  const auto graph = with_inputs(*inference_graph(model), {{summary.input_name, summary.input}});
  std::set<int> counted;
  for (const Node& node : graph->nodes()) {
    summary.nodes.push_back(summarize(*graph, node, counted));
    const NodeSummary& last = summary.nodes.back();
    summary.activation_bytes += last.output_bytes;
    summary.flops += last.flops;
    summary.multiply_adds += last.multiply_adds;
    summary.parameters += last.parameters;
  }
  summary.auxiliary_parameters = model.parameter_count() - summary.parameters;
  return summary;
}

}  // namespace fovea::apps
