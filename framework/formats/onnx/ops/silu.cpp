// x * Sigmoid(x).
#include "fovea/layers/silu.h"

#include "fovea/onnx/export_node.h"
#include "fovea/onnx/import_node.h"

namespace fovea::onnx {

namespace {

void write(ExportNode& node) {
  const std::string x = node.input(0);
  node.result_like_input("Mul", {x, node.step("sigmoid", "Sigmoid", {x})});
}

void read(ImportNode& node) {
  node.result(silu(node.value(0), node.name()), node.operand(0).layout);
}

std::optional<Fusion> fuse(const Matcher& graph, const NodeDef& product) {
  if (product.inputs.size() != 2) return {};
  for (size_t i = 0; i < 2; ++i) {
    const NodeDef* sigmoid = graph.inner(product.inputs[i], "Sigmoid");
    if (!sigmoid || sigmoid->inputs != std::vector{product.inputs[1 - i]}) continue;
    return Fusion{{"fovea::Silu", product.name, sigmoid->inputs, product.outputs, {}}, {sigmoid}};
  }
  return {};
}

}  // namespace

void register_silu(OpTable& table) {
  table.exporters["silu"] = {write, Columns::any};
  table.importers["fovea::Silu"] = read;
  table.patterns.emplace("Mul", fuse);
}

}  // namespace fovea::onnx
