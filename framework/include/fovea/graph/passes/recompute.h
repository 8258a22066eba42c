// Activations that are computed again when the backward pass needs them, in place of being kept
// from the forward pass: less memory for more work. Chen, Xu, Zhang, Guestrin, "Training Deep Nets
// with Sublinear Memory Cost", 2016.
#pragma once

#include <memory>
#include <string>

#include "fovea/graph/graph.h"

namespace fovea {

/// The same graph, which computes the same bits. All nodes up to that of the output `loss` are its
/// forward part. It is divided into this many segments, which keep about equal amounts for the rest
/// of the graph. In all segments but the last, only what later segments read is kept. The rest is
/// computed again by copies of the nodes, right before the first node after the loss that reads it.
/// Run it after all other passes: merge_common_subexpressions() would undo it. Throws Error if
/// there is no such output, and for fewer than 1 segments; with 1 the graph is copied.
std::unique_ptr<Graph> recompute(const Graph& graph, const std::string& loss, int segments);

}  // namespace fovea
