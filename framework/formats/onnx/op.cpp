#include "fovea/onnx/op.h"

#include "fovea/onnx/export_node.h"
#include "fovea/onnx/import_node.h"

namespace fovea::onnx {

void OpTable::unary(const std::string& kind, const std::string& op,
                    std::function<Value(Value x, std::string name)> layer) {
  const auto write = [op](ExportNode& node) { node.result_like_input(op, {node.input(0)}); };
  exporters[kind] = {write, Columns::any};
  importers[op] = [layer = std::move(layer)](ImportNode& node) {
    node.result(layer(node.value(0), node.name()), node.operand(0).layout);
  };
}

}  // namespace fovea::onnx
