#include "fovea/graph/passes/fold_constants.h"

#include <algorithm>

#include "fovea/graph/passes/remove_dead_nodes.h"
#include "fovea/graph/rewriter.h"
#include "fovea/plan/make_plan.h"
#include "fovea/runtime/backend.h"

namespace fovea {

namespace {

// The nodes whose inputs are all constants, directly or through such nodes.
std::vector<bool> constant_values(const Graph& graph) {
  std::vector<bool> constant(static_cast<size_t>(graph.value_count()));
  for (int id = 0; id < graph.value_count(); ++id) {
    constant[static_cast<size_t>(id)] = graph.info(id).kind == ValueKind::constant;
  }
  for (const Node& node : graph.nodes()) {
    const bool all =
        std::ranges::all_of(node.inputs, [&](int id) { return constant[static_cast<size_t>(id)]; });
    for (const int id : node.outputs) constant[static_cast<size_t>(id)] = all;
  }
  return constant;
}

}  // namespace

std::unique_ptr<Graph> fold_constants(const Graph& graph, Backend& backend) {
  const std::vector<bool> constant = constant_values(graph);
  const auto folds = [&](int id) {
    return constant[static_cast<size_t>(id)] && graph.info(id).kind == ValueKind::node;
  };
  std::vector<int> edge;  // values of the constant part that the rest of the graph reads
  std::vector<bool> is_edge(static_cast<size_t>(graph.value_count()));
  const auto want = [&](int id) {
    if (!folds(id) || is_edge[static_cast<size_t>(id)]) return;
    is_edge[static_cast<size_t>(id)] = true;
    edge.push_back(id);
  };
  Rewriter part(graph);
  for (const Node& node : graph.nodes()) {
    if (folds(node.outputs[0])) {
      part.copy(node, node.layer);
    } else {
      std::ranges::for_each(node.inputs, want);
    }
  }
  for (const auto& [name, id] : graph.outputs()) want(id);
  for (const auto& [variable, next] : graph.updates()) want(next);

  Rewriter rewriter(graph);
  if (!edge.empty()) {
    for (const int id : edge) part.target().output(graph.info(id).name, part(id));
    const std::unique_ptr<Graph> constants = remove_dead_nodes(part.target());
    const auto state = backend.make_state({});
    const auto executable = backend.load(make_plan(*constants, backend), *state);
    Feed nothing;  // the constant part reads no inputs of the graph
    for (const int id : constants->inputs()) {
      nothing.emplace(constants->info(id).name, Tensor(constants->info(id).type));
    }
    const auto results = executable->wait(executable->submit(nothing));
    for (const int id : edge) {
      const std::string& name = graph.info(id).name;
      const Tensor& value = results.at(name);
      const DType dtype = graph.info(id).type.dtype;
      rewriter.map(
          id, rewriter.target().constant(value.dtype() == dtype ? value : value.to(dtype), name));
    }
  }
  for (const Node& node : graph.nodes()) {
    if (!folds(node.outputs[0])) rewriter.copy(node, node.layer);
  }
  return rewriter.finish();
}

}  // namespace fovea
