#include "fovea/graph/passes/with_inputs.h"

#include <set>

#include "fovea/graph/rewriter.h"

namespace fovea {

std::unique_ptr<Graph> with_inputs(const Graph& graph,
                                   const std::map<std::string, TensorType>& types) {
  auto target = std::make_unique<Graph>();
  Rewriter rewriter(graph, *target);
  std::vector<std::string> known;
  for (const int id : graph.inputs()) {
    const ValueInfo& info = graph.info(id);
    known.push_back(info.name);
    const auto it = types.find(info.name);
    rewriter.map(id, target->input(info.name, it == types.end() ? info.type : it->second));
  }
  const std::set<std::string> names(known.begin(), known.end());
  for (const auto& [name, type] : types) {
    if (!names.contains(name)) {
      throw Error("the graph has no input '{}'{}", name, did_you_mean(name, known));
    }
  }
  for (const Node& node : graph.nodes()) rewriter.copy(node, node.layer);
  rewriter.copy_results();
  return target;
}

}  // namespace fovea
