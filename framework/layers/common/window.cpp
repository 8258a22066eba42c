#include "fovea/layers/common/window.h"

#include <algorithm>

namespace fovea {

namespace {

struct WindowAxis {
  std::int64_t out, before, after;
};

std::int64_t window_span(int kernel, int dilation) {
  return std::int64_t{kernel - 1} * dilation + 1;
}

WindowAxis place(int kernel, int stride, int dilation, WindowAxis axis, std::optional<Same> same,
                 bool ceil, std::int64_t size) {
  const std::int64_t span = window_span(kernel, dilation);
  if (same) {
    const std::int64_t out = (size + stride - 1) / stride;
    const std::int64_t total = std::max<std::int64_t>(0, (out - 1) * stride + span - size);
    const std::int64_t less = total / 2;
    return *same == Same::upper ? WindowAxis{out, less, total - less}
                                : WindowAxis{out, total - less, less};
  }
  const std::int64_t room = size + axis.before + axis.after - span;
  if (room < 0) return {0, axis.before, axis.after};
  std::int64_t out = (room + (ceil ? stride - 1 : 0)) / stride + 1;
  if (ceil && (out - 1) * stride >= size + axis.before) --out;
  return {out, axis.before, axis.after};
}

std::string str(Size2 size) { return fmt::format("{}x{}", size.h, size.w); }

std::string str(const Padding& p) {
  if (p.same) return *p.same == Same::upper ? "same" : "same (lower)";
  if (p.top == p.bottom && p.left == p.right && p.top == p.left) return fmt::format("{}", p.top);
  return fmt::format("(top {}, bottom {}, left {}, right {})", p.top, p.bottom, p.left, p.right);
}

// Whether each of `out` windows of an axis holds one of the positions 0 .. size-1. Those that start
// inside do; the others are at the ends.
bool all_inside(std::int64_t out, int kernel, int stride, int dilation, std::int64_t before,
                std::int64_t size) {
  for (std::int64_t start = -before; start < 0 && out > 0; start += stride, --out) {
    const std::int64_t first = (-start + dilation - 1) / dilation;
    if (first >= kernel || start + first * dilation >= size) return false;
    before -= stride;
  }
  return (out - 1) * stride - before < size;
}

}  // namespace

WindowGrid place_windows(const Windows& windows, std::int64_t height, std::int64_t width) {
  const auto& [kernel, stride, dilation, padding, ceil_mode] = windows;
  if (std::min({kernel.h, kernel.w, stride.h, stride.w, dilation.h, dilation.w}) < 1) {
    throw Error("kernel {}, stride {} and dilation {} must be at least 1", str(kernel), str(stride),
                str(dilation));
  }
  if (std::min({padding.top, padding.bottom, padding.left, padding.right}) < 0) {
    throw Error("padding {} is negative", str(padding));
  }
  const WindowAxis h = place(kernel.h, stride.h, dilation.h, {0, padding.top, padding.bottom},
                             padding.same, ceil_mode, height);
  const WindowAxis w = place(kernel.w, stride.w, dilation.w, {0, padding.left, padding.right},
                             padding.same, ceil_mode, width);
  if (h.out < 1 || w.out < 1) {
    const std::string dilated = dilation == Size2(1) ? "" : " dilated by " + str(dilation);
    throw Error("kernel {}{} with padding {} does not fit input {}x{}", str(kernel), dilated,
                str(padding), height, width);
  }
  const std::int64_t largest = std::max({h.before, h.after, w.before, w.after});
  if (std::max({h.out, w.out, largest}) > std::numeric_limits<std::int32_t>::max()) {
    throw Error("kernel {} on input {}x{} needs more than 32 bits", str(kernel), height, width);
  }
  return {h.out, w.out,
          Padding(static_cast<int>(h.before), static_cast<int>(h.after), static_cast<int>(w.before),
                  static_cast<int>(w.after))};
}

bool all_windows_inside(const Windows& windows, const WindowGrid& grid, std::int64_t height,
                        std::int64_t width) {
  return all_inside(grid.out_height, windows.kernel.h, windows.stride.h, windows.dilation.h,
                    grid.padding.top, height) &&
         all_inside(grid.out_width, windows.kernel.w, windows.stride.w, windows.dilation.w,
                    grid.padding.left, width);
}

void expect_image(std::string_view kind, const TensorType& x) {
  if (x.dtype != DType::f32 || x.shape.rank() != 4) {
    throw Error("{} takes an f32 image (N, H, W, C), not {}", kind, x.str());
  }
  if (x.shape.count(1, 4) == 0) throw Error("{} takes no empty image {}", kind, x.str());
}

}  // namespace fovea
