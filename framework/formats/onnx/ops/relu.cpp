#include "framework/layers/relu.h"

#include "framework/formats/onnx/op.h"

namespace fovea::onnx {

void register_relu(OpTable& table) { table.unary("relu", "Relu", relu); }

}  // namespace fovea::onnx
