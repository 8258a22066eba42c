#include "framework/formats/onnx/pools.h"

namespace fovea::onnx {

ExportNode::Attributes write_pool(const ExportNode& node, const PoolConfig& config) {
  Windows windows = config.windows();
  ExportNode::Attributes attributes = write_windows(windows);
  if (!windows.ceil_mode) return attributes;
  // Up to operator set 21 ONNX did not say that the last window must start inside the image, and
  // runtimes differ there. Where that rule takes a window away, rounding down gives the same.
  const Shape& x = node.input_type(0).shape;
  const WindowGrid up = place_windows(windows, x[1], x[2]);
  windows.ceil_mode = false;
  const WindowGrid down = place_windows(windows, x[1], x[2]);
  const bool differs = up.out_height != down.out_height || up.out_width != down.out_width;
  if (differs) attributes["ceil_mode"] = std::int64_t{1};
  return attributes;
}

PoolConfig read_pool(const ImportNode& node) {
  if (!node.has("kernel_shape")) throw Error("it has no kernel_shape");
  const Windows windows = read_windows(node);
  return {.kernel = windows.kernel,
          .stride = windows.stride,
          .padding = windows.padding,
          .dilation = windows.dilation,
          .ceil_mode = windows.ceil_mode};
}

}  // namespace fovea::onnx
