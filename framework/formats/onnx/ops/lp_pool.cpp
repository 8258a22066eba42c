// LpPool: the root of the sum of powers of each window, computed from their mean.
#include <algorithm>

#include "fovea/layers/average_pool.h"
#include "fovea/layers/binary.h"
#include "fovea/layers/multiply.h"
#include "fovea/layers/pad.h"
#include "fovea/layers/unary.h"
#include "framework/formats/onnx/windows.h"

namespace fovea::onnx {

namespace {

/// Padding at the end of an axis with which rounding down gives `out` windows.
int behind(std::int64_t out, std::int64_t size, int kernel, int stride, int dilation, int before) {
  const std::int64_t end = (out - 1) * stride + std::int64_t{kernel - 1} * dilation + 1;
  return static_cast<int>(std::max<std::int64_t>(0, end - size - before));
}

void read(ImportNode& node) {
  if (!node.has("kernel_shape")) throw Error("it has no kernel_shape");
  const std::int64_t p = node.integer("p", 2);
  if (p < 1 || p > 64) throw Error("p {} is not supported, only 1 to 64", p);
  const Value x = image_input(node);
  const Windows windows = read_windows(node);
  const auto& [kernel, stride, dilation, padding, ceil_mode] = windows;
  const std::int64_t h = x.shape()[1], w = x.shape()[2];
  const WindowGrid grid = place_windows(windows, h, w);
  const int top = grid.padding.top, left = grid.padding.left;
  const PadConfig zeros{{0, top, left, 0},
                        {0, behind(grid.out_height, h, kernel.h, stride.h, dilation.h, top),
                         behind(grid.out_width, w, kernel.w, stride.w, dilation.w, left), 0}};
  const auto number = [&](double value) {
    return node.graph().constant(Tensor::scalar(static_cast<float>(value)));
  };
  const auto power_of = [&](Value base, double exponent) {
    return exponent == 1 ? base : power(base, number(exponent));
  };
  const Value powers = pad(power_of(absolute(x), static_cast<double>(p)), zeros);
  const Value mean =
      average_pool(powers, {.kernel = kernel, .stride = stride, .dilation = dilation});
  const Value sum = multiply(mean, number(static_cast<double>(kernel.h) * kernel.w));
  image_result(node, power_of(sum, 1 / static_cast<double>(p)));
}

}  // namespace

void register_lp_pool(OpTable& table) { table.importers["LpPool"] = read; }

}  // namespace fovea::onnx
