// Passes: functions from a graph to a better graph that computes the same. They know layers
// only through the Layer interface and name none.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "fovea/graph/graph.h"

namespace fovea {

/// The graph with other types for the inputs named: another batch size, say. Shapes are inferred
/// anew; throws Error naming the node they do not fit.
std::unique_ptr<Graph> with_inputs(const Graph&, const std::map<std::string, TensorType>& types);

/// The graph in this mode: each node rebuilt by its layer (dropout, batch_norm differ).
std::unique_ptr<Graph> in_mode(const Graph&, Mode);
/// The same into the rewriter's target graph, where some inputs may be mapped already.
void rebuild_in_mode(const Graph&, Mode, Rewriter&);

/// Without the nodes that no output and no update reads.
std::unique_ptr<Graph> remove_dead_nodes(const Graph&);

/// Nodes with the same kernel, params and inputs become one.
std::unique_ptr<Graph> merge_common_subexpressions(const Graph&);

/// Nodes that describe themselves as an epilogue vanish into the node before them where that
/// node's kernel takes one and nobody else reads what is between.
std::unique_ptr<Graph> fuse_epilogues(const Graph&);

class Backend;
/// Nodes that depend on constants alone are run on the backend and become constants.
std::unique_ptr<Graph> fold_constants(const Graph&, Backend&);

/// Dead nodes, common subexpressions, constants and epilogues, in the order that serves: what a
/// session does before it plans.
std::unique_ptr<Graph> optimize(const Graph&, Backend&);

}  // namespace fovea
