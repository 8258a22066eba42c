// All passes that make a graph faster, in a useful order.
#pragma once

#include <memory>

#include "fovea/graph/graph.h"

namespace fovea {

class Backend;

/// Dead nodes, common subexpressions, constants and epilogues: what a session does before it plans.
std::unique_ptr<Graph> optimize(const Graph&, Backend&);

}  // namespace fovea
