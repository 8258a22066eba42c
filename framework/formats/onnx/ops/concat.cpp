#include "framework/layers/concat.h"

#include "framework/formats/onnx/export_node.h"
#include "framework/formats/onnx/import_node.h"

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

void read(ImportNode& node) {
  const Shape shape = node.operand(0).shape();
  Layout layout = node.operand(0).layout;
  if (shape.rank() == 4) layout = Layout::channels();
  if (layout.kind == Layout::Kind::flat) layout = Layout::plain();
  if (!node.has("axis")) throw Error("it has no axis");
  std::int64_t axis = node.integer("axis", 0);
  if (axis < 0) axis += shape.rank();
  if (axis < 1 || axis >= shape.rank()) {
    throw Error("axis {} of {} is not supported: only those behind the batch",
                node.integer("axis", 0), shape.str());
  }
  std::vector<Value> parts;
  for (size_t i = 0; i < node.input_count(); ++i) parts.push_back(node.value(i, layout));
  node.result(concat(parts, {.axis = axis_here(layout, static_cast<int>(axis))}, node.name()),
              layout);
}

}  // namespace

void register_concat(OpTable& table) {
  table.exporters["concat"] = {write};
  table.importers["Concat"] = read;
}

}  // namespace fovea::onnx
