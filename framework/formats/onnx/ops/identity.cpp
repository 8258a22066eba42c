#include "framework/layers/identity.h"

#include "framework/formats/onnx/op.h"

namespace fovea::onnx {

void register_identity(OpTable& table) { table.unary("identity", "Identity", identity); }

}  // namespace fovea::onnx
