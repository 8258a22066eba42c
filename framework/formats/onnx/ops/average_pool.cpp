// AveragePool, which has no dilations before operator set 19.
#include "fovea/layers/average_pool.h"

#include "framework/formats/onnx/pools.h"

namespace fovea::onnx {

namespace {

void write(ExportNode& node) {
  const PoolConfig& config = node.layer<AveragePoolLayer>().config();
  if (config.dilation != Size2(1)) throw Error("a dilated average pool has no form in ONNX");
  ExportNode::Attributes attributes = write_pool(node, config);
  attributes.erase("dilations");
  attributes["count_include_pad"] = std::int64_t{config.count_include_pad};
  node.result("AveragePool", {node.input(0, Layout::channels())}, attributes, Layout::channels());
}

void read(ImportNode& node) {
  PoolConfig config = read_pool(node);
  config.count_include_pad = node.integer("count_include_pad", 0) != 0;
  image_result(node, average_pool(image_input(node), config, node.name()));
}

}  // namespace

void register_average_pool(OpTable& table) {
  table.exporters["average_pool"] = {write};
  table.importers["AveragePool"] = read;
}

}  // namespace fovea::onnx
