#include "fovea/layers/multiply.h"

#include "framework/formats/onnx/pairs.h"

namespace fovea::onnx {

void register_multiply(OpTable& table) { register_pair(table, "multiply", "Mul", multiply, 1); }

}  // namespace fovea::onnx
