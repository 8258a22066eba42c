#include "fovea/layers/concat.h"

#include <algorithm>

#include "fovea/onnx/export_node.h"
#include "fovea/onnx/import_node.h"

namespace fovea::onnx {

namespace {

void write(ExportNode& node) {
  const int rank = node.input_type(0).shape.rank();
  const int given = node.layer<ConcatLayer>().config().axis;
  const Layout layout = node.layout(0);
  ExportNode::Names inputs;
  for (size_t i = 0; i < node.input_count(); ++i) inputs.push_back(node.input(i, layout));
  const std::int64_t axis = file_axis(layout, given < 0 ? given + rank : given);
  node.result("Concat", inputs, {{"axis", axis}}, layout);
}

/// concat takes 8 tensors at most: more are joined in groups first.
Value joined(std::vector<Value> parts, int axis, const std::string& name) {
  while (parts.size() > 8) {
    std::vector<Value> groups;
    for (size_t i = 0; i < parts.size(); i += 8) {
      const size_t count = std::min<size_t>(8, parts.size() - i);
      const std::span<const Value> group(parts.data() + i, count);
      groups.push_back(count > 1 ? concat(group, {.axis = axis}) : group[0]);
    }
    parts = std::move(groups);
  }
  return concat(parts, {.axis = axis}, name);
}

void read(ImportNode& node) {
  size_t first = 0;  // of those that are no constants
  while (first + 1 < node.input_count() && node.operand(first).is_constant()) ++first;
  const Shape shape = node.operand(first).shape();
  Layout layout = node.operand(first).layout;
  if (shape.rank() == 4) layout = Layout::channels();
  if (layout.kind == Layout::Kind::flat) layout = Layout::plain();
  if (!node.has("axis")) throw Error("it has no axis");
  std::int64_t axis = node.integer("axis", 0);
  if (axis < 0) axis += shape.rank();
  if (axis < 0 || axis >= shape.rank()) {
    throw Error("axis {} does not exist in {}", node.integer("axis", 0), shape.str());
  }
  std::vector<Value> parts;
  for (size_t i = 0; i < node.input_count(); ++i) parts.push_back(node.value(i, layout));
  node.result(joined(std::move(parts), axis_here(layout, static_cast<int>(axis)), node.name()),
              layout);
}

}  // namespace

void register_concat(OpTable& table) {
  table.exporters["concat"] = {write};
  table.importers["Concat"] = read;
}

}  // namespace fovea::onnx
