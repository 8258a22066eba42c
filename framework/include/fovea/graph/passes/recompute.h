// Activations that are computed again when the backward pass needs them, in place of being kept
// from the forward pass: less memory for more work. Chen, Xu, Zhang, Guestrin, "Training Deep Nets
// with Sublinear Memory Cost", 2016.
#pragma once

#include <memory>
#include <string>

#include "fovea/graph/graph.h"

namespace fovea {

/// The same graph, which computes the same bits. All nodes up to that of the output `loss` are its
/// forward part, which is divided into so many segments that keep about as much for the rest of the
/// graph. Of all segments but the last, what later segments read is kept; the rest is computed
/// again, by copies of the nodes right before the first node behind the loss that reads it. To be
/// made the last of all passes: merge_common_subexpressions() would undo it. Throws Error for an
/// output that is not there and for fewer than 1 segments; with 1 the graph is copied.
std::unique_ptr<Graph> recompute(const Graph& graph, const std::string& loss, int segments);

}  // namespace fovea
