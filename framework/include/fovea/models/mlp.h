// A multilayer perceptron: dense layers with an activation between them.
#pragma once

#include <span>
#include <string>

#include "fovea/graph/value.h"

namespace fovea {

/// image of any shape (N, ...) -> logits (N, classes), through hidden layers of these sizes.
/// Throws Error for an activation that does not exist, with the nearest.
Value mlp(Value image, int classes, std::span<const int> hidden, const std::string& activation);

}  // namespace fovea
