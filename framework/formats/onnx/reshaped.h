// What Reshape, Flatten, Squeeze, Unsqueeze and reductions have in common: elements keep the order
// that they have in the file.
#pragma once

#include "fovea/onnx/import_node.h"

namespace fovea::onnx {

/// The shape that a target with zeros (the axis of `from`) and one -1 (what is left) stands for.
Shape resolved(const Ints& target, const Shape& from);

/// x, of the graph or a constant, under the shape `target` in the file, as the node's result;
/// `doubled` is what it would be for a batch of two.
void reshape_to(ImportNode& node, const Operand& x, Ints target, const Ints& doubled);

/// The target with its zeros behind the batch as numbers: they name axes of another order.
Ints without_zeros(Ints target, const Shape& from);

}  // namespace fovea::onnx
