// AveragePool, which has no dilations before operator set 19.
#include "fovea/layers/average_pool.h"

#include "framework/formats/onnx/pools.h"

namespace fovea::onnx {

namespace {

void write(ExportNode& node) {
  const PoolConfig& config = node.layer<AveragePoolLayer>().config();
  if (config.dilation != Size2(1)) throw Error("a dilated average pool has no form in ONNX");
  const Shape& x = node.input_type(0).shape;
  WrittenPool written = write_pool(config, x[1], x[2]);
  std::string input = node.input(0, Layout::channels());
  const bool counts = config.count_include_pad;
  if (written.stretched && counts) {  // padding that counts is put around the image first
    const Padding& p = config.padding;
    const Ints pads{0, 0, p.top, p.left, 0, 0, p.bottom, p.right};
    input = node.step("padded", "Pad", {input, node.ints("pads", pads), node.number("zero", 0)});
    Ints& all = std::get<Ints>(written.attributes.at("pads"));
    all = {0, 0, all[2] - p.bottom, all[3] - p.right};
  }
  written.attributes.erase("dilations");
  written.attributes["count_include_pad"] = std::int64_t{counts && !written.stretched};
  node.result("AveragePool", {input}, written.attributes, Layout::channels());
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
