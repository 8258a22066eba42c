// Reverse-mode differentiation as a graph transformation: gradients are nodes like any other.
#pragma once

#include <span>
#include <vector>

#include "fovea/graph/graph.h"

namespace fovea {

/// The gradients of the scalar `loss` with respect to `variables`, added to the loss's graph;
/// zeros for a variable that the loss does not depend on. Gradients that meet are summed in
/// node order, so the result does not depend on how the graph was built up elsewhere.
std::vector<Value> differentiate(Value loss, std::span<const Value> variables);

}  // namespace fovea
