// How the axes of a value lie in the file against how they lie here.
#pragma once

#include <cstdint>
#include <vector>

#include "fovea/core/tensor.h"

namespace fovea::onnx {

struct Layout {
  enum class Kind {
    plain,  // alike
    image,  // (N, C, H, W) in the file, (N, H, W, C) here
    flat,   // (N, C*H*W) in the file, (N, H*W*C) here
  };
  Kind kind = Kind::plain;
  Shape image = {};  // of flat: (H, W, C)

  static Layout plain() { return {}; }
  static Layout channels() { return {Kind::image, {}}; }
  static Layout flat(std::int64_t h, std::int64_t w, std::int64_t c) {
    return {Kind::flat, {h, w, c}};
  }
  bool operator==(const Layout&) const = default;
};

/// For a shape from here: the shape in the file.
Shape file_shape(const Layout& layout, const Shape& here);
/// For a shape in the file: the shape here.
Shape shape_here(const Layout& layout, const Shape& in_file);

/// The axis in the file for one here; flat has only axis 0 in common.
int file_axis(const Layout& layout, int axis_here);
/// The axis here for one in the file; flat has only axis 0 in common.
int axis_here(const Layout& layout, int axis_in_file);

/// Whether elements keep their order under (H, W, C) -> (C, H, W): if it has one channel or one
/// pixel. `image` is an image (N, H, W, C).
bool same_order(const Shape& image);

/// The tensor with axis i of the result being axis `order[i]` of the given one. f32 and f64 alone.
Tensor transposed(const Tensor& tensor, std::span<const int> order);

/// A dense weight (units, H*W*C), or a vector (H*W*C), with its columns in the order C, H, W.
Tensor columns_to_file(const Tensor& weight, const Shape& hwc);
/// A dense weight or vector of a file with its columns in the order H, W, C.
Tensor columns_from_file(const Tensor& weight, const Shape& hwc);

}  // namespace fovea::onnx
