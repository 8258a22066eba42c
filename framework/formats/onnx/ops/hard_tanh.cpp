// hard_tanh is written as a Clip, and a Clip is read as clip: ONNX has no operator for hard_tanh.
#include "fovea/layers/hard_tanh.h"

#include "fovea/onnx/export_node.h"

namespace fovea::onnx {

namespace {

void write(ExportNode& node) {
  const HardTanhConfig& config = node.layer<HardTanhLayer>().config();
  const std::string x = node.input(0);
  node.result_like_input(
      "Clip", {x, node.number("low", config.min_value), node.number("high", config.max_value)});
}

}  // namespace

void register_hard_tanh(OpTable& table) { table.exporters["hard_tanh"] = {write, Columns::any}; }

}  // namespace fovea::onnx
