// Where(x >= 0, 1, Where(x < 0, 0, x)): 1 or 0, and a NaN stays a NaN. The form of other tools,
// Cast(x >= 0), is read too.
#include "fovea/layers/step.h"

#include "fovea/onnx/export_node.h"
#include "fovea/onnx/import_node.h"

namespace fovea::onnx {

namespace {

void write(ExportNode& node) {
  const std::string x = node.input(0), zero = node.number("zero", 0);
  const std::string negative = node.step("negative", "Less", {x, zero});
  const std::string lower = node.step("lower", "Where", {negative, zero, x});
  const std::string reached = node.step("reached", "GreaterOrEqual", {x, zero});
  node.result_like_input("Where", {reached, node.number("one", 1), lower});
}

void read(ImportNode& node) {
  node.result(step(node.value(0), node.name()), node.operand(0).layout);
}

/// `value` as a comparison of x and 0.
const NodeDef* comparison(const Matcher& graph, const std::string& value, std::string_view op) {
  const NodeDef* node = graph.inner(value, op);
  return node && node->inputs.size() == 2 && graph.scalar(node->inputs[1]) == 0 ? node : nullptr;
}

Fusion fused(const NodeDef& last, const std::string& x, std::vector<const NodeDef*> inner) {
  return {{"fovea::Step", last.name, {x}, last.outputs, {}}, std::move(inner)};
}

std::optional<Fusion> fuse_where(const Matcher& graph, const NodeDef& last) {
  if (last.inputs.size() != 3 || graph.scalar(last.inputs[1]) != 1) return {};
  const NodeDef* reached = comparison(graph, last.inputs[0], "GreaterOrEqual");
  const NodeDef* lower = graph.inner(last.inputs[2], "Where");
  if (!reached || !lower || lower->inputs.size() != 3) return {};
  const NodeDef* negative = comparison(graph, lower->inputs[0], "Less");
  const std::string& x = reached->inputs[0];
  if (!negative || negative->inputs[0] != x || lower->inputs[2] != x) return {};
  if (graph.scalar(lower->inputs[1]) != 0) return {};
  return fused(last, x, {reached, lower, negative});
}

std::optional<Fusion> fuse_cast(const Matcher& graph, const NodeDef& last) {
  constexpr std::int64_t f32 = 1;
  const auto to = last.attributes.find("to");
  const auto* type = to == last.attributes.end() ? nullptr : std::get_if<std::int64_t>(&to->second);
  if (last.inputs.size() != 1 || !type || *type != f32) return {};
  const NodeDef* reached = comparison(graph, last.inputs[0], "GreaterOrEqual");
  if (!reached) return {};
  return fused(last, reached->inputs[0], {reached});
}

}  // namespace

void register_step(OpTable& table) {
  table.exporters["step"] = {write, Columns::any};
  table.importers["fovea::Step"] = read;
  table.patterns.emplace("Where", fuse_where);
  table.patterns.emplace("Cast", fuse_cast);
}

}  // namespace fovea::onnx
