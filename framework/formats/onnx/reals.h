// Booleans and whole numbers as f32, in which layers compute. f32 can hold all whole numbers
// up to 2^24.
#pragma once

#include "fovea/onnx/import_node.h"

namespace fovea::onnx {

/// An operand of the graph as f32, a boolean as 1 or 0; constants are not changed.
Operand as_real(Operand x);
/// The same, but a boolean may become any number that is 0 where it is false.
Operand as_condition(Operand x);

}  // namespace fovea::onnx
