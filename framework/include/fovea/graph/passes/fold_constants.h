// A pass: what depends on constants alone is computed before the first run.
#pragma once

#include <memory>

#include "fovea/graph/graph.h"

namespace fovea {

class Backend;

/// Nodes that depend on constants alone are run on the backend and become constants.
std::unique_ptr<Graph> fold_constants(const Graph&, Backend&);

}  // namespace fovea
