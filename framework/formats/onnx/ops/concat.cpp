#include "fovea/layers/concat.h"

#include <algorithm>

#include "fovea/layers/expand.h"
#include "fovea/layers/gather.h"
#include "fovea/layers/slice.h"
#include "fovea/onnx/export_node.h"
#include "fovea/onnx/import_node.h"

namespace fovea::onnx {

namespace {

void write(ExportNode& node) {
  const int rank = node.input_type(0).shape.rank();
  const int config_axis = node.layer<ConcatLayer>().config().axis;
  const Layout layout = node.layout(0);
  ExportNode::Names inputs;
  for (size_t i = 0; i < node.input_count(); ++i) inputs.push_back(node.input(i, layout));
  const std::int64_t axis = file_axis(layout, config_axis < 0 ? config_axis + rank : config_axis);
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

/// A constant that the file has for its one example is repeated for every example.
Value with_batch_of(Value constant, Value x, int axis) {
  Value like = slice(x, {.starts = {0}, .ends = {1}, .axes = {axis}});
  const std::int64_t count = constant.shape()[axis];
  if (count > 1) {
    like = gather(like, x.graph().constant(Tensor(Shape{count}, DType::i32)), {axis});
  }
  return expand(constant, like);
}

void read(ImportNode& node) {
  size_t first = 0;  // the first input that is not a constant
  while (first + 1 < node.input_count() && node.operand(first).is_constant()) ++first;
  const Shape shape = node.operand(first).shape();
  Layout layout = Layout::plain();
  for (size_t i = 0; i < node.input_count(); ++i) {
    const Operand& part = node.operand(i);
    if (!part.is_constant() && part.layout == Layout::channels()) layout = Layout::channels();
  }
  if (!node.has("axis")) throw Error("it has no axis");
  std::int64_t axis = node.integer("axis", 0);
  if (axis < 0) axis += shape.rank();
  if (axis < 0 || axis >= shape.rank()) {
    throw Error("axis {} does not exist in {}", node.integer("axis", 0), shape.str());
  }
  std::vector<Value> parts;
  const int here = axis_here(layout, static_cast<int>(axis));
  const Operand& operand = node.operand(first);
  for (size_t i = 0; i < node.input_count(); ++i) {
    Value part = node.value(i, layout);
    const bool repeated = node.is_constant(i) && !operand.is_constant() && axis != 0 &&
                          part.shape()[0] == 1 && part.type().dtype == DType::f32;
    if (repeated) part = with_batch_of(part, node.value(first, layout), here);
    parts.push_back(part);
  }
  node.result(joined(std::move(parts), here, node.name()), layout);
}

}  // namespace

void register_concat(OpTable& table) {
  table.exporters["concat"] = {write};
  table.importers["Concat"] = read;
}

}  // namespace fovea::onnx
