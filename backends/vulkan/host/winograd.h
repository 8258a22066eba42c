// When Winograd's convolution is taken on a Vulkan device.
#pragma once

#include "backends/common/conv2d_winograd.h"

namespace fovea::vulkan {

/// Results a tile along an axis, 2 or 4, for a step conv2d or conv2d_grad_input; 0: the direct
/// kernel. A rule of the shape and of whether the device is software.
uint winograd_tile(const Step& step, bool software);

}  // namespace fovea::vulkan
