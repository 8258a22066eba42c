// A pass: what is computed twice is computed once.
#pragma once

#include <memory>

#include "fovea/graph/graph.h"

namespace fovea {

/// Nodes with the same kernel, params and inputs become one.
std::unique_ptr<Graph> merge_common_subexpressions(const Graph&);

}  // namespace fovea
