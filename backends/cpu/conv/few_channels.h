// Convolutions with few channels: vectors over channels would be half empty, so they run on planes
// (planes.h), image by image.
#pragma once

#include "fovea/kernels/conv2d.h"
#include "fovea/runtime/kernel_args.h"

namespace fovea::cpu {

/// Whether a convolution, or the gradient of its weight, runs like this. It depends only on
/// the shape.
bool has_few_channels(const Conv2dParams& params);

/// The kernel conv2d on such a shape, without a residual; the weight is not packed.
void conv2d_of_few_channels(const KernelArgs& args);

/// The kernel conv2d_grad_weight on such a shape, and the scratch that it needs.
void grad_weight_of_few_channels(const KernelArgs& args);
std::int64_t few_channels_scratch_bytes(const Conv2dParams& params);

}  // namespace fovea::cpu
