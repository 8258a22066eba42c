// A graph for inputs of other types: another batch size, say.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "fovea/graph/graph.h"

namespace fovea {

/// The graph with other types for the inputs named. Shapes are inferred again; throws Error naming
/// the node that they do not fit.
std::unique_ptr<Graph> with_inputs(const Graph&, const std::map<std::string, TensorType>& types);

}  // namespace fovea
