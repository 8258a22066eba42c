#include "framework/formats/onnx/softmaxes.h"

namespace fovea::onnx {

void register_softmax(OpTable& table) {
  register_softmax_like(table, "softmax", "Softmax", softmax);
}

}  // namespace fovea::onnx
