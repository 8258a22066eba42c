// Mul, then Add, by a constant per channel become one scale_shift; any other Mul or Add stays
// what it is.
#include "fovea/layers/scale_shift.h"

#include "fovea/layers/add.h"
#include "fovea/layers/multiply.h"
#include "framework/formats/onnx/pairs.h"

namespace fovea::onnx {

namespace {

void write(ExportNode& node) {
  const std::string scaled = node.step("scaled", "Mul", {node.input(0), node.channel_vector(1)});
  node.result_like_input("Add", {scaled, node.channel_vector(2)});
}

void read(ImportNode& node) {
  const Operand x = node.operand(0);
  if (x.is_constant()) throw Error("all its inputs are constants");
  const auto fits = [&](size_t i) { return has_channel_vector(node.operand(i).constant, x); };
  if (!fits(1) || !fits(2)) {
    const Operand scaled = pair(node, x, 1, multiply, node.name() + "/scaled");
    const Operand y = pair(node, scaled, 2, add, node.name());
    return node.result(y.value, y.layout);
  }
  const Value scale = channel_vector(node, 1, x), shift = channel_vector(node, 2, x);
  node.result(scale_shift(x.value, scale, shift, node.name()), x.layout);
}

std::optional<Fusion> fuse(const Matcher& graph, const NodeDef& add) {
  if (add.inputs.size() != 2 || !graph.constant(add.inputs[1])) return {};
  const NodeDef* product = graph.inner(add.inputs[0], "Mul");
  if (!product || product->inputs.size() != 2 || !graph.constant(product->inputs[1])) return {};
  if (graph.constant(product->inputs[0])) return {};
  NodeDef node{"fovea::ScaleShift", add.name, product->inputs, add.outputs, {}};
  node.inputs.push_back(add.inputs[1]);
  return Fusion{node, {product}};
}

}  // namespace

void register_scale_shift(OpTable& table) {
  table.exporters["scale_shift"] = {write, Columns::any};
  table.importers["fovea::ScaleShift"] = read;
  table.patterns.emplace("Add", fuse);
}

}  // namespace fovea::onnx
