#include "fovea/layers/sigmoid.h"

#include "fovea/onnx/op.h"

namespace fovea::onnx {

void register_sigmoid(OpTable& table) { table.unary("sigmoid", "Sigmoid", sigmoid); }

}  // namespace fovea::onnx
