#include "fovea/onnx/op.h"

#include "fovea/onnx/export_node.h"
#include "fovea/onnx/import_node.h"
#include "framework/formats/printable.h"

namespace fovea::onnx {

std::string name_of(const NodeDef& node) {
  const bool by_output = node.name.empty() && !node.outputs.empty();
  return printable(by_output ? node.outputs.front() : node.name);
}

std::string place_of(const NodeDef& node) {
  return fmt::format("{} '{}'", printable(node.op), name_of(node));
}

std::optional<float> Matcher::scalar(const std::string& value) const {
  const Constant* known = constant(value);
  if (!known || !known->is_float() || known->shape.count() != 1) return {};
  return std::get<Tensor>(known->values).as<float>()[0];
}

void OpTable::unary(const std::string& kind, const std::string& op,
                    std::function<Value(Value x, std::string name)> layer) {
  const auto write = [op](ExportNode& node) { node.result_like_input(op, {node.input(0)}); };
  exporters[kind] = {write, Columns::any};
  importers[op] = [layer = std::move(layer)](ImportNode& node) {
    node.result(layer(node.value(0), node.name()), node.operand(0).layout);
  };
}

}  // namespace fovea::onnx
