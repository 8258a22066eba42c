#include "fovea/layers/leaky_relu.h"

#include "fovea/onnx/export_node.h"
#include "fovea/onnx/import_node.h"

namespace fovea::onnx {

namespace {

void write(ExportNode& node) {
  const float slope = node.layer<LeakyReluLayer>().config().slope;
  node.result_like_input("LeakyRelu", {node.input(0)}, {{"alpha", slope}});
}

void read(ImportNode& node) {
  node.result(leaky_relu(node.value(0), {.slope = node.number("alpha", 0.01f)}, node.name()),
              node.operand(0).layout);
}

}  // namespace

void register_leaky_relu(OpTable& table) {
  table.exporters["leaky_relu"] = {write, Columns::any};
  table.importers["LeakyRelu"] = read;
}

}  // namespace fovea::onnx
