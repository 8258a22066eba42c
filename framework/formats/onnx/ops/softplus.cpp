#include "fovea/layers/softplus.h"

#include "fovea/onnx/op.h"

namespace fovea::onnx {

void register_softplus(OpTable& table) { table.unary("softplus", "Softplus", softplus); }

}  // namespace fovea::onnx
