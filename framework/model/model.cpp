#include "fovea/model/model.h"

#include <algorithm>

#include "fovea/core/terminal_text.h"
#include "fovea/graph/passes/in_mode.h"
#include "fovea/graph/passes/remove_dead_nodes.h"
#include "fovea/graph/rewriter.h"

namespace fovea {

const TensorType& Model::input_type() const {
  if (graph->inputs().empty()) throw Error("model '{}' has no input", title());
  return graph->info(graph->inputs().front()).type;
}

std::int64_t Model::parameter_count() const {
  std::int64_t sum = 0;
  for (const Variable& variable : graph->variables()) {
    if (variable.role == Role::parameter) sum += variable.type.shape.count();
  }
  return sum;
}

std::int64_t Model::weight_bytes() const {
  std::int64_t sum = 0;
  for (const auto& [name, value] : weights) sum += value.type().bytes();
  return sum;
}

void Model::initialize(std::uint64_t seed) {
  for (const Variable& variable : graph->variables()) {
    weights[variable.name] = variable.initializer.make(variable.type, seed, variable.name);
  }
}

void take_output(Model& model, const std::string& name) {
  const auto outputs = model.graph->outputs();
  const bool known =
      std::ranges::any_of(outputs, [&](const auto& one) { return one.first == name; });
  const bool auxiliary = std::ranges::count(model.auxiliary, name, &AuxiliaryOutput::name) > 0;
  if (!known || auxiliary) {
    std::vector<std::string> names;
    for (const auto& [other, value] : outputs) names.push_back(other);
    throw Error("model '{}' has no output '{}' to take: it has {}", model.title(), name,
                listed(names));
  }
  if (outputs.front().first == name) return;
  auto graph = std::make_unique<Graph>();
  Rewriter rewriter(*model.graph, *graph);
  for (const int id : model.graph->inputs()) rewriter(id);
  for (const Node& node : model.graph->nodes()) rewriter.copy(node, node.layer);
  for (const bool first : {true, false}) {
    for (const auto& [other, value] : outputs) {
      if ((other == name) == first) graph->output(other, rewriter(value));
    }
  }
  for (const auto& [variable, next] : model.graph->updates()) {
    graph->update(rewriter(variable), rewriter(next));
  }
  model.graph = std::move(graph);
}

std::unique_ptr<Graph> inference_graph(const Model& model) {
  auto graph = std::make_unique<Graph>();
  Rewriter rewriter(*model.graph, *graph);
  rebuild_in_mode(*model.graph, Mode::inference, rewriter);
  for (const auto& [name, value] : model.graph->outputs()) {
    const bool auxiliary = std::ranges::count(model.auxiliary, name, &AuxiliaryOutput::name) > 0;
    if (!auxiliary) graph->output(name, rewriter(value));
  }
  return remove_dead_nodes(*graph);
}

}  // namespace fovea
