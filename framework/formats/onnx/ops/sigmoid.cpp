#include "framework/layers/sigmoid.h"

#include "framework/formats/onnx/op.h"

namespace fovea::onnx {

void register_sigmoid(OpTable& table) { table.unary("sigmoid", "Sigmoid", sigmoid); }

}  // namespace fovea::onnx
