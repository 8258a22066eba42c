#include "fovea/layers/relu.h"

#include "fovea/onnx/op.h"

namespace fovea::onnx {

void register_relu(OpTable& table) { table.unary("relu", "Relu", relu); }

}  // namespace fovea::onnx
