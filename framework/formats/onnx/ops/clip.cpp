// Clip. Up to operator set 10 the bounds were attributes.
#include "fovea/layers/clip.h"

#include "fovea/onnx/export_node.h"
#include "fovea/onnx/import_node.h"

namespace fovea::onnx {

namespace {

void write(ExportNode& node) {
  const ClipConfig& config = node.layer<ClipLayer>().config();
  const std::string x = node.input(0);
  node.result_like_input("Clip",
                         {x, node.number("low", config.low), node.number("high", config.high)});
}

void read(ImportNode& node) {
  ClipConfig config;
  config.low = node.given(1) ? node.scalar(1) : node.number("min", config.low);
  config.high = node.given(2) ? node.scalar(2) : node.number("max", config.high);
  node.result(clip(node.value(0), config, node.name()), node.operand(0).layout);
}

}  // namespace

void register_clip(OpTable& table) {
  table.exporters["clip"] = {write, Columns::any};
  table.importers["Clip"] = read;
}

}  // namespace fovea::onnx
