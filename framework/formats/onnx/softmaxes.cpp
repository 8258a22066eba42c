#include "framework/formats/onnx/softmaxes.h"

#include "fovea/layers/reshape.h"
#include "fovea/layers/transpose.h"

namespace fovea::onnx {

namespace {

using SoftmaxLayer = Value (*)(Value x, SoftmaxConfig config, std::string name);

/// Over another axis than the last one: it is moved to the end, and back.
Value over_axis(Value x, int axis, SoftmaxLayer layer, const std::string& name) {
  const int last = x.shape().rank() - 1;
  if (axis == last) return layer(x, {}, name);
  TransposeConfig swap;
  for (int i = 0; i <= last; ++i) swap.order.push_back(i == axis ? last : i == last ? axis : i);
  return transpose(layer(transpose(x, swap), {}, ""), swap, name);
}

void read(ImportNode& node, SoftmaxLayer layer) {
  const Operand x{node.value(0),
                  node.operand(0).is_constant() ? Layout::plain() : node.operand(0).layout};
  const Shape shape = x.shape();
  const int rank = shape.rank();
  // Before operator set 13 all axes from this one on were taken together.
  const bool together = node.opset() < 13;
  const std::int64_t attribute = node.integer("axis", together ? 1 : -1);
  const int axis = static_cast<int>(attribute < 0 ? attribute + rank : attribute);
  if (attribute < -rank || attribute >= rank)
    throw Error("axis {} does not exist in {}", attribute, shape.str());
  if (together && shape.count(axis + 1, rank) != 1) {
    const Value plain = node.turned(x, Layout::plain());
    const Value rows =
        axis == 0 ? reshape(plain, {{1, -1}}) : reshape(plain, {{-1, shape.count(axis, rank)}});
    ReshapeConfig back{{shape.dims().begin(), shape.dims().end()}};
    back.shape[0] = -1;  // whatever the batch size is
    return node.result(reshape(layer(rows, {}, ""), back, node.name()));
  }
  if (x.layout.kind != Layout::Kind::flat || axis == 1) {
    return node.result(over_axis(x.value, axis_here(x.layout, axis), layer, node.name()), x.layout);
  }
  node.result(over_axis(node.turned(x, Layout::plain()), axis, layer, node.name()));
}

}  // namespace

void register_softmax_like(OpTable& table, const std::string& kind, const std::string& op,
                           Value (*layer)(Value x, SoftmaxConfig config, std::string name)) {
  table.exporters[kind] = {[op](ExportNode& node) {
                             const int last = node.input_type(0).shape.rank() - 1;
                             const std::int64_t axis = file_axis(node.layout(0), last);
                             node.result_like_input(op, {node.input(0)}, {{"axis", axis}});
                           },
                           Columns::any};
  table.importers[op] = [layer](ImportNode& node) { read(node, layer); };
}

}  // namespace fovea::onnx
