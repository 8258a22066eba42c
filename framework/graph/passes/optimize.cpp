#include "fovea/graph/passes/optimize.h"

#include "fovea/graph/passes/fold_constants.h"
#include "fovea/graph/passes/fuse_epilogues.h"
#include "fovea/graph/passes/merge_common_subexpressions.h"
#include "fovea/graph/passes/remove_dead_nodes.h"

namespace fovea {

std::unique_ptr<Graph> optimize(const Graph& graph, Backend& backend) {
  std::unique_ptr<Graph> better = remove_dead_nodes(graph);
  better = merge_common_subexpressions(*better);
  better = fold_constants(*better, backend);
  better = fuse_epilogues(*better);
  return remove_dead_nodes(*better);
}

}  // namespace fovea
