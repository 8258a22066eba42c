// The order of the axes of a value in the file, and here.
#pragma once

#include <cstdint>
#include <vector>

#include "fovea/core/tensor.h"

namespace fovea::onnx {

struct Layout {
  enum class Kind {
    plain,  // the same
    image,  // (N, C, H, W) in the file, (N, H, W, C) here
    flat,   // (N, C*H*W) in the file, (N, H*W*C) here
  };
  Kind kind = Kind::plain;
  Shape image = {};  // for flat: (H, W, C)

  static Layout plain() { return {}; }
  static Layout channels() { return {Kind::image, {}}; }
  static Layout flat(std::int64_t h, std::int64_t w, std::int64_t c) {
    return {Kind::flat, {h, w, c}};
  }
  bool operator==(const Layout&) const = default;
};

/// The shape in the file for a shape here.
Shape file_shape(const Layout& layout, const Shape& here);
/// The shape here for a shape in the file.
Shape shape_here(const Layout& layout, const Shape& in_file);

/// The axis in the file for one here; flat has only axis 0 in common.
int file_axis(const Layout& layout, int axis_here);
/// The axis here for one in the file; flat has only axis 0 in common.
int axis_here(const Layout& layout, int axis_in_file);

/// Whether elements keep their order under (H, W, C) -> (C, H, W): if it has one channel or one
/// pixel. `image` is an image (N, H, W, C).
bool same_order(const Shape& image);

/// The tensor with its axes in another order: axis i of the result is axis `order[i]` of the
/// tensor. Only for f32 and f64.
Tensor transposed(const Tensor& tensor, std::span<const int> order);

/// A dense weight (units, H*W*C), or a vector (H*W*C), with its columns in the order C, H, W.
Tensor columns_to_file(const Tensor& weight, const Shape& hwc);
/// A dense weight or vector of a file with its columns in the order H, W, C.
Tensor columns_from_file(const Tensor& weight, const Shape& hwc);

}  // namespace fovea::onnx
