// Layers of two inputs of one shape that work element by element; and of one input and a constant,
// a number or one a channel, which here is scale_shift.
#pragma once

#include "framework/formats/onnx/export_node.h"
#include "framework/formats/onnx/import_node.h"

namespace fovea::onnx {

/// `neutral` is the number that changes nothing: 0 for a sum, 1 for a product.
void register_pair(OpTable& table, const std::string& kind, const std::string& op,
                   std::function<Value(Value a, Value b, std::string name)> layer, float neutral);

/// Input i, a constant, as a vector over the channels of a value that it is broadcast to; throws
/// Error for another shape.
Value channel_vector(const ImportNode& node, size_t i, const Operand& x);

}  // namespace fovea::onnx
