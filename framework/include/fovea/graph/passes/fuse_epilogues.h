// A pass: moves work into the end of the kernel before it.
#pragma once

#include <memory>

#include "fovea/graph/graph.h"

namespace fovea {

/// A node that can be an epilogue becomes part of the node before it, if that node's kernel takes
/// one and no other node reads the value between them.
std::unique_ptr<Graph> fuse_epilogues(const Graph&);

}  // namespace fovea
