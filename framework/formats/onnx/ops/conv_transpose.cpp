// ConvTranspose, with a bias as input or as an Add after it. An output_shape decides how much
// padding is taken away.
#include "fovea/layers/conv_transpose.h"

#include "framework/formats/onnx/windows.h"

namespace fovea::onnx {

namespace {

void write(ExportNode& node) {
  const ConvTransposeConfig& config = node.layer<ConvTransposeLayer>().config();
  ExportNode::Attributes attributes =
      write_windows({config.kernel, config.stride, config.dilation, config.padding});
  attributes["group"] = std::int64_t{config.groups};
  attributes["output_padding"] = Ints{config.output_padding.h, config.output_padding.w};
  node.result("ConvTranspose", {node.input(0, Layout::channels()), node.weight(1, {0, 3, 1, 2})},
              attributes, Layout::channels());
}

/// The padding that leaves an output of this extent, or the rows that must be added at the
/// end instead.
void fit(std::int64_t size, std::int64_t whole, bool upper, int& before, int& after, int& more) {
  const int total = to_int(whole - size, "the padding");
  before = std::max(0, upper ? total / 2 : total - total / 2);
  after = std::max(0, total) - before;
  more += std::max(0, -total);
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
  Ints more = node.ints("output_padding", {0, 0});
  if (more.size() == 1) more.push_back(0);
  if (more.size() != 2) throw Error("output_padding has {} numbers, not 2", more.size());
  ConvTransposeConfig config{
      .stride = windows.stride,
      .padding = windows.padding,
      .output_padding = {to_int(more[0], "output_padding"), to_int(more[1], "output_padding")},
      .dilation = windows.dilation,
      .groups = to_int(node.integer("group", 1), "group"),
      .name = node.name()};
  Ints sizes = node.ints("output_shape", {});
  if (sizes.size() == 1) sizes.push_back(1);
  if (sizes.size() > 2) sizes.erase(sizes.begin(), sizes.end() - 2);
  if (sizes.size() == 2) {
    const bool upper = node.text("auto_pad", "NOTSET") == "SAME_UPPER";
    const auto whole = [&](std::int64_t input, int stride, std::int64_t kernel, int dilation) {
      return (input - 1) * stride + (kernel - 1) * dilation + 1;
    };
    Padding padding = 0;
    Size2& extra = config.output_padding;
    fit(sizes[0], whole(x.shape()[1], windows.stride.h, shape[1], windows.dilation.h) + extra.h,
        upper, padding.top, padding.bottom, extra.h);
    fit(sizes[1], whole(x.shape()[2], windows.stride.w, shape[2], windows.dilation.w) + extra.w,
        upper, padding.left, padding.right, extra.w);
    config.padding = padding;
  }
  Value bias;
  if (node.has_input(2)) {
    const Tensor& values = node.floats(2);
    bias = node.weight(2, values.reshaped({values.shape().count()}), "");
  }
  image_result(node, conv_transpose(x, weight, bias, config));
}

/// The form in which we write conv_transpose.
std::optional<Fusion> with_bias(const Matcher& graph, const NodeDef& add) {
  if (add.inputs.size() != 2) return {};
  const NodeDef* conv = graph.inner(add.inputs[0], "ConvTranspose");
  const Constant* bias = graph.constant(add.inputs[1]);
  if (!conv || conv->inputs.size() != 2 || !bias || !bias->is_float()) return {};
  const Shape& shape = bias->shape;  // (1, C, 1, 1)
  if (shape.rank() != 4 || shape.count() != shape[1]) return {};
  NodeDef node = *conv;
  node.name = add.name;
  node.inputs.push_back(add.inputs[1]);
  node.outputs = add.outputs;
  return Fusion{node, {conv}};
}

}  // namespace

void register_conv_transpose(OpTable& table) {
  table.exporters["conv_transpose"] = {write};
  table.importers["ConvTranspose"] = read;
  table.patterns.emplace("Add", with_bias);
}

}  // namespace fovea::onnx
