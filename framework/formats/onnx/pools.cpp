#include "framework/formats/onnx/pools.h"

#include <algorithm>

namespace fovea::onnx {

namespace {

/// Padding at the end of an axis with which rounding down gives `out` windows.
int stretch(std::int64_t out, std::int64_t size, int kernel, int stride, int dilation, int before,
            int after) {
  const std::int64_t span = std::int64_t{kernel - 1} * dilation + 1;
  return std::max(after, static_cast<int>((out - 1) * stride + span - size - before));
}

/// Windows of an axis as ONNX counts them in ceil_mode up to operator set 21: the last may start
/// after the image, where it holds nothing.
std::int64_t loose_count(std::int64_t size, int kernel, int stride, int dilation, int before,
                         int after) {
  const std::int64_t span = std::int64_t{kernel - 1} * dilation + 1;
  return (size + before + after - span + stride - 1) / stride + 1;
}

}  // namespace

// Runtimes and shape inference differ where ONNX counts windows in ceil_mode in another way than we
// do. Rounding down, with enough padding for the same windows, is the same everywhere.
WrittenPool write_pool(const PoolConfig& config, std::int64_t height, std::int64_t width) {
  Windows windows = config.windows();
  if (!windows.ceil_mode || windows.padding.same) return {write_windows(windows)};
  const auto& [kernel, stride, dilation, padding, ceil_mode] = windows;
  const WindowGrid up = place_windows(windows, height, width);
  Windows down = windows;
  down.ceil_mode = false;
  const WindowGrid floor = place_windows(down, height, width);
  if (up.out_height == floor.out_height && up.out_width == floor.out_width) {
    return {write_windows(windows)};
  }
  const bool as_onnx_counts = up.out_height == loose_count(height, kernel.h, stride.h, dilation.h,
                                                           padding.top, padding.bottom) &&
                              up.out_width == loose_count(width, kernel.w, stride.w, dilation.w,
                                                          padding.left, padding.right);
  down.padding.bottom =
      stretch(up.out_height, height, kernel.h, stride.h, dilation.h, padding.top, padding.bottom);
  down.padding.right =
      stretch(up.out_width, width, kernel.w, stride.w, dilation.w, padding.left, padding.right);
  // Runtimes want less padding than rows of the kernel, for any dilation.
  const bool allowed = down.padding.bottom < kernel.h && down.padding.right < kernel.w;
  if (!as_onnx_counts && allowed) return {write_windows(down), true};
  WrittenPool written{write_windows(windows)};
  written.attributes["ceil_mode"] = std::int64_t{1};
  return written;
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
