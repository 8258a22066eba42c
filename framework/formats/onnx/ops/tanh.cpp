#include "fovea/layers/tanh.h"

#include "fovea/onnx/op.h"

namespace fovea::onnx {

void register_tanh(OpTable& table) { table.unary("tanh", "Tanh", fovea::tanh); }

}  // namespace fovea::onnx
