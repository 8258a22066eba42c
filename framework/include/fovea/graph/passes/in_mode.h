// A graph for training or for inference: dropout and batch_norm differ.
#pragma once

#include <functional>
#include <memory>

#include "fovea/graph/rewriter.h"

namespace fovea {

/// The graph in this mode: each node rebuilt by its layer.
std::unique_ptr<Graph> in_mode(const Graph&, Mode);
/// The same into the rewriter's target graph, where some inputs may be mapped already.
void rebuild_in_mode(const Graph&, Mode, Rewriter&);
/// The same with a mode for each node.
void rebuild_in_mode(const Graph&, const std::function<Mode(const Node&)>&, Rewriter&);

}  // namespace fovea
