// x * Sigmoid(x). Swish, x * Sigmoid(alpha * x), is read from files of operator set 24.
#include "fovea/layers/silu.h"

#include "fovea/layers/multiply.h"
#include "fovea/layers/sigmoid.h"
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

void read_swish(ImportNode& node) {
  if (node.opset() < 24) throw Error("it is no operator of set {}, only from 24 on", node.opset());
  const float alpha = node.number("alpha", 1);
  const Value x = node.value(0);
  const Layout layout = node.operand(0).is_constant() ? Layout::plain() : node.operand(0).layout;
  if (alpha == 1) return node.result(silu(x, node.name()), layout);
  const Value scaled = multiply(x, node.graph().constant(Tensor::scalar(alpha)));
  node.result(multiply(x, sigmoid(scaled), node.name()), layout);
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
  table.importers["Swish"] = read_swish;
  table.patterns.emplace("Mul", fuse);
}

}  // namespace fovea::onnx
