#include "fovea/layers/global_average_pool.h"

#include "framework/formats/onnx/windows.h"

namespace fovea::onnx {

namespace {

void write(ExportNode& node) {
  node.result("GlobalAveragePool", {node.input(0, Layout::channels())}, {}, Layout::channels());
}

void read(ImportNode& node) {
  image_result(node, global_average_pool(image_input(node), node.name()));
}

}  // namespace

void register_global_average_pool(OpTable& table) {
  table.exporters["global_average_pool"] = {write};
  table.importers["GlobalAveragePool"] = read;
}

}  // namespace fovea::onnx
