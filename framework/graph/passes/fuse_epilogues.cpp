#include "fovea/graph/passes/fuse_epilogues.h"

#include <algorithm>

#include "fovea/graph/rewriter.h"

namespace fovea {

std::unique_ptr<Graph> fuse_epilogues(const Graph& graph) {
  std::vector<int> uses(static_cast<size_t>(graph.value_count()));
  for (const Node& node : graph.nodes()) {
    for (const int id : node.inputs) ++uses[static_cast<size_t>(id)];
  }
  for (const auto& [name, id] : graph.outputs()) ++uses[static_cast<size_t>(id)];
  for (const auto& [variable, next] : graph.updates()) ++uses[static_cast<size_t>(next)];

  // absorbed[i]: node i is computed by a later node; heads[i]: the layer that node i has become.
  struct Fused {
    std::string name;
    std::shared_ptr<const Layer> layer;
    std::vector<int> inputs;
  };
  std::vector<Fused> heads;
  std::vector<bool> absorbed(graph.nodes().size());
  for (const Node& node : graph.nodes()) {
    heads.push_back({node.name, node.layer, node.inputs});
    if (node.outputs.size() != 1) continue;
    std::vector<TensorType> types;
    for (const int id : node.inputs) types.push_back(graph.info(id).type);
    for (size_t from = 0; from < node.inputs.size(); ++from) {
      const ValueInfo& info = graph.info(node.inputs[from]);
      if (info.kind != ValueKind::node || uses[static_cast<size_t>(node.inputs[from])] != 1)
        continue;
      const size_t producer = static_cast<size_t>(info.index);
      if (graph.nodes()[producer].outputs.size() != 1) continue;
      const auto tail = node.layer->epilogue(types, static_cast<int>(from));
      const auto layer = tail ? heads[producer].layer->fuse(*tail) : nullptr;
      if (!layer) continue;
      std::vector<int> inputs = heads[producer].inputs;
      for (size_t i = 0; i < node.inputs.size(); ++i) {
        if (i != from) inputs.push_back(node.inputs[i]);
      }
      heads.back() = {fmt::format("{}+{}", heads[producer].name, node.name), layer, inputs};
      absorbed[producer] = true;
      break;
    }
  }

  Rewriter rewriter(graph);
  for (size_t i = 0; i < heads.size(); ++i) {
    if (absorbed[i]) continue;
    Node node = graph.nodes()[i];
    node.name = heads[i].name;
    node.inputs = heads[i].inputs;
    rewriter.copy(node, heads[i].layer);
  }
  return rewriter.finish();
}

}  // namespace fovea
