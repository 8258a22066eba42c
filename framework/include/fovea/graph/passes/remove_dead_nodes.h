// A pass: removes nodes that nobody reads.
#pragma once

#include <memory>

#include "fovea/graph/graph.h"

namespace fovea {

/// The graph without the nodes that no output and no update reads.
std::unique_ptr<Graph> remove_dead_nodes(const Graph&);

}  // namespace fovea
