#include "fovea/layers/max_pool.h"

#include "framework/formats/onnx/pools.h"

namespace fovea::onnx {

namespace {

void write(ExportNode& node) {
  const PoolConfig& config = node.layer<MaxPoolLayer>().config();
  const Shape& x = node.input_type(0).shape;
  node.result("MaxPool", {node.input(0, Layout::channels())},
              write_pool(config, x[1], x[2]).attributes, Layout::channels());
}

void read(ImportNode& node) {
  image_result(node, max_pool(image_input(node), read_pool(node), node.name()));
}

}  // namespace

void register_max_pool(OpTable& table) {
  table.exporters["max_pool"] = {write};
  table.importers["MaxPool"] = read;
}

}  // namespace fovea::onnx
