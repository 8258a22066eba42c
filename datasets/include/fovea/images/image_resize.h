// Makes the views of a picture of any size that a network is shown.
#pragma once

#include "fovea/core/tensor.h"
#include "fovea/model/preprocessing.h"

namespace fovea::datasets {

struct View {
  Shape size;                        // (H, W, C) of the network's input; C is 1 or 3
  Preprocessing preprocessing = {};  // only its resize rule and order of channels are used
  /// 1: the centre. 10: the centre and the four corners, and the same mirrored (Krizhevsky,
  /// Sutskever, Hinton 2012).
  int crops = 1;
};

/// picture u8 (H, W, 3), red first -> u8 (crops, H, W, C). Throws Error for other numbers of crops,
/// for 10 crops if the whole picture is stretched, and for sizes or channels that are not possible.
Tensor views(const Tensor& picture, const View& view);

/// A part of a picture, in its pixels.
struct PicturePart {
  double x, y, width, height;
};

/// A part of a picture, stretched to the network's input: u8 (H, W, C). Its corners are rounded
/// to whole pixels. Throws Error as views() does, and for a part that is empty or not inside
/// the picture.
Tensor part_view(const Tensor& picture, const PicturePart& part, const View& view);

/// The part of a picture of shape (H, W, 3) that the centre crop keeps.
PicturePart centre_crop_part(const Shape& picture, const View& view);

}  // namespace fovea::datasets
