#include "fovea/graph/passes/in_mode.h"

namespace fovea {

void rebuild_in_mode(const Graph& graph, Mode mode, Rewriter& rewriter) {
  rebuild_in_mode(
      graph, [mode](const Node&) { return mode; }, rewriter);
}

void rebuild_in_mode(const Graph& graph, const std::function<Mode(const Node&)>& mode_of,
                     Rewriter& rewriter) {
  for (const Node& node : graph.nodes()) {
    const std::vector<Value> outputs =
        node.layer->rebuild(node.layer, mode_of(node), rewriter(node.inputs), node.name);
    for (size_t k = 0; k < node.outputs.size(); ++k) rewriter.map(node.outputs[k], outputs[k]);
  }
}

std::unique_ptr<Graph> in_mode(const Graph& graph, Mode mode) {
  Rewriter rewriter(graph);
  rebuild_in_mode(graph, mode, rewriter);
  return rewriter.finish();
}

}  // namespace fovea
