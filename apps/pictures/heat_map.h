// A heat map laid over the picture that it explains.
#pragma once

#include "fovea/images/image_resize.h"

namespace fovea::apps {

/// picture u8 (H, W, 3), red first; heat f32 (h, w) from 0 to 1, of the part of the picture that
/// the network saw; the rest of the result is dark. -> u8 (H, W, 3)
Tensor with_heat(const Tensor& picture, const Tensor& heat, const datasets::PicturePart& part);

/// Two pictures of one size side by side, both shrunk to at most `longest` pixels a side.
Tensor side_by_side(const Tensor& left, const Tensor& right, int longest);

}  // namespace fovea::apps
