#include "fovea/layers/add.h"

#include "framework/formats/onnx/pairs.h"

namespace fovea::onnx {

void register_add(OpTable& table) { register_pair(table, "add", "Add", add, 0); }

}  // namespace fovea::onnx
