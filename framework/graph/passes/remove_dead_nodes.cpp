#include "fovea/graph/passes/remove_dead_nodes.h"

#include "fovea/graph/rewriter.h"

namespace fovea {

std::unique_ptr<Graph> remove_dead_nodes(const Graph& graph) {
  std::vector<bool> live(static_cast<size_t>(graph.value_count()));
  const auto mark = [&](int id) { live[static_cast<size_t>(id)] = true; };
  for (const auto& [name, id] : graph.outputs()) mark(id);
  for (const auto& [variable, next] : graph.updates()) mark(next);
  std::vector<bool> keep(graph.nodes().size());
  for (size_t i = graph.nodes().size(); i-- > 0;) {
    const Node& node = graph.nodes()[i];
    for (const int id : node.outputs) keep[i] = keep[i] || live[static_cast<size_t>(id)];
    if (keep[i]) {
      for (const int id : node.inputs) mark(id);
    }
  }
  Rewriter rewriter(graph);
  for (size_t i = 0; i < keep.size(); ++i) {
    if (keep[i]) rewriter.copy(graph.nodes()[i], graph.nodes()[i].layer);
  }
  return rewriter.finish();
}

}  // namespace fovea
