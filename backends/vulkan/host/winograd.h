// Decides when a Vulkan device uses Winograd's convolution.
#pragma once

#include "backends/common/conv2d_winograd.h"

namespace fovea::vulkan {

/// Results per tile along an axis, 2 or 4, for a step conv2d or conv2d_grad_input; 0: the direct
/// kernel. It depends only on the shape and on whether the device is software.
uint winograd_tile(const Step& step, bool software);

}  // namespace fovea::vulkan
