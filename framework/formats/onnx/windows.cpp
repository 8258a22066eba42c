#include "framework/formats/onnx/windows.h"

#include "fovea/layers/reshape.h"

namespace fovea::onnx {

namespace {

Attribute both(Size2 size) { return Ints{size.h, size.w}; }

/// How many axes its windows move over: 1 of columns (N, C, L), 2 of images.
size_t window_axes(const ImportNode& node) {
  const Shape shape = node.operand(0).shape();
  if (shape.rank() != 3 && shape.rank() != 4) {
    throw Error("its input must be an image (N, C, H, W), not {}", shape.str());
  }
  return static_cast<size_t>(shape.rank() - 2);
}

void expect_numbers(const Ints& numbers, size_t count, std::string_view what) {
  if (numbers.size() == count) return;
  throw Error("{} has {} numbers, not {}", what, numbers.size(), count);
}

Size2 size_of(const ImportNode& node, const char* name, const Ints& otherwise) {
  const size_t axes = window_axes(node);
  const Ints numbers = node.has(name) ? node.ints(name, {})
                                      : Ints(otherwise.begin(),
                                             otherwise.begin() + static_cast<std::ptrdiff_t>(axes));
  expect_numbers(numbers, axes, name);
  return {to_int(numbers[0], name), axes == 1 ? 1 : to_int(numbers[1], name)};
}

Padding padding_of(const ImportNode& node) {
  const std::string rule = node.text("auto_pad", "NOTSET");
  if (rule == "SAME_UPPER") return Same::upper;
  if (rule == "SAME_LOWER") return Same::lower;
  if (rule == "VALID") return 0;
  if (rule != "NOTSET") throw Error("auto_pad is none of NOTSET, VALID, SAME_UPPER, SAME_LOWER");
  const size_t axes = window_axes(node);
  const Ints pads = node.ints("pads", Ints(2 * axes, 0));
  expect_numbers(pads, 2 * axes, "pads");
  if (axes == 1) return {to_int(pads[0], "pads"), to_int(pads[1], "pads"), 0, 0};
  return {to_int(pads[0], "pads"), to_int(pads[2], "pads"), to_int(pads[1], "pads"),
          to_int(pads[3], "pads")};
}

}  // namespace

ExportNode::Attributes write_windows(const Windows& windows) {
  ExportNode::Attributes attributes = {{"kernel_shape", both(windows.kernel)},
                                       {"strides", both(windows.stride)},
                                       {"dilations", both(windows.dilation)}};
  const Padding& padding = windows.padding;
  if (padding.same) {
    attributes["auto_pad"] =
        std::string(*padding.same == Same::upper ? "SAME_UPPER" : "SAME_LOWER");
  } else {
    attributes["pads"] = Ints{padding.top, padding.left, padding.bottom, padding.right};
  }
  return attributes;
}

Windows read_windows(const ImportNode& node, const Ints& kernel_shape) {
  Windows windows;
  windows.kernel = size_of(node, "kernel_shape", kernel_shape);
  windows.stride = size_of(node, "strides", {1, 1});
  windows.dilation = size_of(node, "dilations", {1, 1});
  windows.padding = padding_of(node);
  windows.ceil_mode = node.integer("ceil_mode", 0) != 0;
  return windows;
}

Value image_input(const ImportNode& node) {
  const Operand& x = node.operand(0);
  const Shape shape = x.shape();
  if (shape.rank() == 3) {
    const Value column = reshape(node.value(0, Layout::plain()), {{0, shape[1], shape[2], 1}});
    return node.turned({column, Layout::plain()}, Layout::channels());
  }
  if (shape.rank() != 4) {
    throw Error("its input must be an image (N, C, H, W), not {}", shape.str());
  }
  return node.value(0, Layout::channels());
}

Value image_weight(const ImportNode& node, size_t i) {
  const Tensor& weight = node.floats(i);
  const Shape& shape = weight.shape();
  if (shape.rank() != 3) return node.weight(i, {0, 2, 3, 1});
  constexpr int order[] = {0, 2, 3, 1};
  const Tensor column = weight.reshaped({shape[0], shape[1], shape[2], 1});
  return node.weight(i, transposed(column, order), "of a column");
}

void image_result(ImportNode& node, Value y) {
  if (node.operand(0).shape().rank() == 4) return node.result(y, Layout::channels());
  const Shape& shape = y.shape();
  const Value plain = node.turned({y, Layout::channels()}, Layout::plain());
  node.result(reshape(plain, {{0, shape[3], shape[1]}}));
}

}  // namespace fovea::onnx
