// A pass: what a kernel can do at its end is done there.
#pragma once

#include <memory>

#include "fovea/graph/graph.h"

namespace fovea {

/// Nodes that describe themselves as an epilogue vanish into the node before them where that
/// node's kernel takes one and nobody else reads what is between.
std::unique_ptr<Graph> fuse_epilogues(const Graph&);

}  // namespace fovea
