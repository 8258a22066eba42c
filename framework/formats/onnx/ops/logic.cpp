// Comparisons and logic. A boolean is 1 or 0. A comparison whose result is cast to floats, as we
// write it, needs no cast here.
#include "fovea/layers/binary.h"
#include "fovea/layers/cast.h"
#include "fovea/layers/multiply.h"
#include "fovea/layers/unary.h"
#include "framework/formats/onnx/pairs.h"
#include "framework/formats/onnx/reals.h"

namespace fovea::onnx {

namespace {

constexpr std::int64_t to_float = 1;

Value greater(Value a, Value b, std::string name) { return less(b, a, std::move(name)); }
Value greater_or_equal(Value a, Value b, std::string name) {
  return less_or_equal(b, a, std::move(name));
}
Value differ(Value a, Value b, std::string name) {
  return absolute(subtract(a, b), std::move(name));
}

void read_pair(ImportNode& node, const PairLayer& layer) {
  const Operand y = pair(node, as_real(node.operand(0)), as_real(node.operand(1)), layer, "");
  node.result(cast(y.value, {.to = DType::boolean}, node.name()), y.layout);
}

void read_not(ImportNode& node) {
  const Operand x = as_real(node.operand(0));
  const Value zero = node.graph().constant(Tensor::scalar(0.0f), node.name() + "/zero");
  node.result(cast(equal(x.value, zero), {.to = DType::boolean}, node.name()), x.layout);
}

/// A comparison that is a layer, and its form in a file: the operator and a Cast.
void register_comparison(OpTable& table, const std::string& kind, const std::string& op,
                         const PairLayer& layer) {
  const std::string ours = "fovea::" + op;
  table.importers[op] = [=](ImportNode& node) { read_pair(node, layer); };
  table.importers[ours] = [=](ImportNode& node) {
    const Operand a = as_real(node.operand(0)), b = as_real(node.operand(1));
    const Operand y = pair(node, a, b, layer, node.name());
    node.result(y.value, y.layout);
  };
  table.exporters[kind] = {[=](ExportNode& node) {
    const WrittenPair pair = write_pair(node);
    const std::string holds = node.step("holds", op, {pair.a, pair.b});
    node.result("Cast", {holds}, {{"to", to_float}}, pair.layout);
  }};
  table.patterns.emplace("Cast", [=](const Matcher& graph, const NodeDef& last) {
    const auto to = last.attributes.find("to");
    const auto* type =
        to == last.attributes.end() ? nullptr : std::get_if<std::int64_t>(&to->second);
    const bool real = type && *type == to_float;
    const NodeDef* holds =
        real && last.inputs.size() == 1 ? graph.inner(last.inputs[0], op) : nullptr;
    if (!holds || holds->inputs.size() != 2) return std::optional<Fusion>();
    return std::optional(Fusion{{ours, last.name, holds->inputs, last.outputs, {}}, {holds}});
  });
}

}  // namespace

void register_logic(OpTable& table) {
  register_comparison(table, "equal", "Equal", equal);
  register_comparison(table, "less", "Less", less);
  register_comparison(table, "less_or_equal", "LessOrEqual", less_or_equal);
  const auto add = [&](const std::string& op, const PairLayer& layer) {
    table.importers[op] = [layer](ImportNode& node) { read_pair(node, layer); };
  };
  add("Greater", greater);
  add("GreaterOrEqual", greater_or_equal);
  add("And", multiply);
  add("Or", maximum);
  add("Xor", differ);
  table.importers["Not"] = read_not;
}

}  // namespace fovea::onnx
