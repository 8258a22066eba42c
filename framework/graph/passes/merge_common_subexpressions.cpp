#include "fovea/graph/passes/merge_common_subexpressions.h"

#include <map>
#include <tuple>

#include "fovea/graph/rewriter.h"

namespace fovea {

std::unique_ptr<Graph> merge_common_subexpressions(const Graph& graph) {
  // Random kernels have their stream in the params, so two of them are never equal.
  using Key = std::tuple<std::string, std::vector<std::byte>, std::vector<int>, std::string>;
  std::map<Key, std::vector<Value>> twins;
  Rewriter rewriter(graph);
  for (const Node& node : graph.nodes()) {
    std::vector<TensorType> in, out;
    std::vector<int> inputs;
    for (const int id : node.inputs) {
      in.push_back(graph.info(id).type);
      inputs.push_back(rewriter(id).id());
    }
    std::string types;
    for (const int id : node.outputs) {
      out.push_back(graph.info(id).type);
      types += out.back().str();
    }
    const KernelCall call = node.layer->lower(in, out);
    const std::span<const std::byte> bytes = call.params.bytes();
    std::vector<Value>& twin = twins[{call.kernel, {bytes.begin(), bytes.end()}, inputs, types}];
    if (twin.empty()) {
      rewriter.copy(node, node.layer);
      twin = rewriter(node.outputs);
    } else {
      for (size_t k = 0; k < node.outputs.size(); ++k) rewriter.map(node.outputs[k], twin[k]);
    }
  }
  return rewriter.finish();
}

}  // namespace fovea
