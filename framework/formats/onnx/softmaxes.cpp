#include "framework/formats/onnx/softmaxes.h"

namespace fovea::onnx {

namespace {

void expect_last_axis(const ImportNode& node, const Operand& x) {
  const int rank = x.shape().rank();
  // Before operator set 13 all axes from this one on were taken together.
  const bool together = node.opset() < 13;
  std::int64_t axis = node.integer("axis", together ? 1 : -1);
  if (axis < 0) axis += rank;
  const int channels = file_axis(x.layout, rank - 1);
  const bool alone = !together || x.shape().count(channels + 1, rank) == 1;
  if (axis != channels || !alone) {
    throw Error("only over the channels, axis {}, is supported, not axis {} of {}", channels, axis,
                x.shape().str());
  }
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
  table.importers[op] = [layer](ImportNode& node) {
    const Value x = node.value(0);
    const Layout layout = node.operand(0).layout;
    expect_last_axis(node, {x, layout});
    node.result(layer(x, {}, node.name()), layout);
  };
}

}  // namespace fovea::onnx
