#include "fovea/layers/log_softmax.h"

#include "framework/formats/onnx/softmaxes.h"

namespace fovea::onnx {

void register_log_softmax(OpTable& table) {
  register_softmax_like(table, "log_softmax", "LogSoftmax", log_softmax);
}

}  // namespace fovea::onnx
