// The places of the windows of a convolution or a pool on an image. On each axis
//   output = floor((input + padding - span) / stride) + 1,   span = (kernel - 1) * dilation + 1
#pragma once

#include <cstdint>
#include <optional>

#include "fovea/graph/layer.h"

namespace fovea {

/// Rows and columns; one number means both.
struct Size2 {
  int h = 1, w = 1;

  constexpr Size2(int both) : h(both), w(both) {}  // implicit: {.kernel = 3}
  constexpr Size2(int h_, int w_) : h(h_), w(w_) {}
  bool operator==(const Size2&) const = default;
};

/// Padding such that output = ceil(input / stride); if the padding is odd, the extra row or column
/// is at the end (upper) or the start (lower), as in ONNX's SAME_UPPER and SAME_LOWER.
enum class Same { upper, lower };

/// Zeros around an image: one number per side, or the rule of Same for images of any size.
struct Padding {
  int top = 0, bottom = 0, left = 0, right = 0;
  std::optional<Same> same;

  constexpr Padding(int all) : Padding(all, all, all, all) {}  // implicit: {.padding = 2}
  constexpr Padding(int h, int w) : Padding(h, h, w, w) {}
  constexpr Padding(int top_, int bottom_, int left_, int right_)
      : top(top_), bottom(bottom_), left(left_), right(right_) {}
  constexpr Padding(Same rule) : Padding(0) { same = rule; }  // implicit: {.padding = Same::upper}
  bool operator==(const Padding&) const = default;
};

struct Windows {
  Size2 kernel = 1, stride = 1, dilation = 1;
  Padding padding = 0;
  /// Rounds the output's size up; the last window must still start inside the image or the
  /// padding before it.
  bool ceil_mode = false;
};

/// The windows of one image size: the output's size and the padding in numbers.
struct WindowGrid {
  std::int64_t out_height, out_width;
  Padding padding;
};

/// Throws Error for strides, kernels or dilations below 1, negative padding, or a kernel that
/// does not fit.
WindowGrid place_windows(const Windows& windows, std::int64_t height, std::int64_t width);

/// Whether every window holds an element of the image itself.
bool all_windows_inside(const Windows& windows, const WindowGrid& grid, std::int64_t height,
                        std::int64_t width);

/// Throws Error unless x is a non-empty f32 (N, H, W, C).
void expect_image(std::string_view kind, const TensorType& x);

}  // namespace fovea
