// Conv, and Conv followed by the addition of one constant per channel.
#include "fovea/layers/conv2d.h"

#include "framework/formats/onnx/windows.h"

namespace fovea::onnx {

namespace {

void write(ExportNode& node) {
  const auto& layer = node.layer<Conv2dLayer>();
  const Conv2dConfig& config = layer.config();
  ExportNode::expect_unfused(layer.tail());
  ExportNode::Names inputs = {node.input(0, Layout::channels()), node.weight(1, {0, 3, 1, 2})};
  if (config.bias) inputs.push_back(node.weight(2));
  ExportNode::Attributes attributes =
      write_windows({config.kernel, config.stride, config.dilation, config.padding});
  attributes["group"] = std::int64_t{config.groups};
  node.result("Conv", inputs, attributes, Layout::channels());
}

void read(ImportNode& node) {
  const Value x = image_input(node);
  const Value weight = image_weight(node, 1);
  const Shape& shape = weight.shape();
  const Windows windows = read_windows(node, {shape[1], shape[2]});
  if (windows.kernel.h != shape[1] || windows.kernel.w != shape[2]) {
    throw Error("kernel_shape {}x{} does not fit the weight's {}x{}", windows.kernel.h,
                windows.kernel.w, shape[1], shape[2]);
  }
  Value bias;
  if (node.has_input(2)) {
    const Tensor& values = node.floats(2);
    if (values.shape().count() != shape[0]) {
      throw Error("a bias of shape {} for {} channels", values.shape().str(), shape[0]);
    }
    bias = node.weight(2, values.reshaped({shape[0]}), "");
  }
  image_result(node, conv2d(x, weight, bias,
                            {.stride = windows.stride,
                             .padding = windows.padding,
                             .dilation = windows.dilation,
                             .groups = to_int(node.integer("group", 1), "group"),
                             .name = node.name()}));
}

std::optional<Fusion> with_bias(const Matcher& graph, const NodeDef& add) {
  if (add.inputs.size() != 2) return {};
  for (size_t i = 0; i < 2; ++i) {
    const NodeDef* conv = graph.inner(add.inputs[i], "Conv");
    const Constant* bias = graph.constant(add.inputs[1 - i]);
    if (!conv || conv->inputs.size() != 2 || !bias || !bias->is_float()) continue;
    const Shape& shape = bias->shape;  // (C, 1, 1) or (1, C, 1, 1)
    if (shape.rank() < 3 || shape.rank() > 4 || shape.count() != shape[shape.rank() - 3]) continue;
    NodeDef node = *conv;
    node.inputs.push_back(add.inputs[1 - i]);
    node.outputs = add.outputs;
    return Fusion{node, {conv}};
  }
  return {};
}

}  // namespace

void register_conv2d(OpTable& table) {
  table.exporters["conv2d"] = {write};
  table.importers["Conv"] = read;
  table.patterns.emplace("Add", with_bias);
}

}  // namespace fovea::onnx
