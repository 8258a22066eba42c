// GlobalMaxPool, a maximum over rows and columns.
#include "fovea/layers/reduce.h"
#include "framework/formats/onnx/windows.h"

namespace fovea::onnx {

namespace {

void read(ImportNode& node) {
  image_result(node, reduce_max(image_input(node), {.axes = {1, 2}}, node.name()));
}

}  // namespace

void register_global_max_pool(OpTable& table) { table.importers["GlobalMaxPool"] = read; }

}  // namespace fovea::onnx
