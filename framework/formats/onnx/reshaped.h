// What Reshape, Flatten, Squeeze, Unsqueeze and reductions have in common: elements keep the order
// that they have in the file.
#pragma once

#include "fovea/onnx/import_node.h"

namespace fovea::onnx {

/// The shape that is meant by a target with zeros (the extent in `from`) and one -1 (the rest).
Shape resolved(const Ints& target, const Shape& from);

/// x, of the graph or a constant, under the shape `target` in the file, as the node's result;
/// `doubled` is the target for a batch of two.
void reshape_to(ImportNode& node, const Operand& x, Ints target, const Ints& doubled);

/// The target with numbers for its zeros after the batch: the zeros mean axes of another order.
Ints without_zeros(Ints target, const Shape& from);

}  // namespace fovea::onnx
