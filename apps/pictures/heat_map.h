// A heat map drawn over the picture that it explains.
#pragma once

#include "fovea/images/image_resize.h"

namespace fovea::apps {

/// picture u8 (H, W, 3), red first; heat f32 (h, w) from 0 to 1, for the part of the picture that
/// the network saw -> u8 (H, W, 3), where the rest is dark.
Tensor with_heat(const Tensor& picture, const Tensor& heat, const datasets::PicturePart& part);

/// Two pictures of one size side by side, both reduced to at most `longest` pixels per side.
Tensor side_by_side(const Tensor& left, const Tensor& right, int longest);

}  // namespace fovea::apps
