// From a picture of any size to what a network is shown of it.
#pragma once

#include "fovea/core/tensor.h"
#include "fovea/model/preprocessing.h"

namespace fovea::datasets {

struct View {
  Shape size;                        // (H, W, C) of the network's input; C is 1 or 3
  Preprocessing preprocessing = {};  // of it the resize rule and the order of channels
  /// 1: the centre. 10: the centre and the four corners, and the same mirrored (Krizhevsky,
  /// Sutskever, Hinton 2012).
  int crops = 1;
};

/// picture u8 (H, W, 3), red first -> u8 (crops, H, W, C). Throws Error for other crops, 10 crops
/// where the whole picture is stretched, and sizes or channels that no picture is made into.
Tensor views(const Tensor& picture, const View& view);

/// A part of a picture, in its pixels.
struct PicturePart {
  double x, y, width, height;
};

/// A part of a picture, stretched to the network's input: u8 (H, W, C). Its corners are rounded
/// to whole pixels. Throws Error as views() does, and for a part that is empty or reaches out of
/// the picture.
Tensor part_view(const Tensor& picture, const PicturePart& part, const View& view);

/// The part of a picture of shape (H, W, 3) that the centre crop keeps.
PicturePart seen_part(const Shape& picture, const View& view);

}  // namespace fovea::datasets
