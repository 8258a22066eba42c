// The depthwise convolution (one filter per channel) and its gradients: vectors run over the
// channels. Weights are packed (kernel_h, kernel_w, channels).
#pragma once

#include "fovea/kernels/conv2d.h"
#include "fovea/runtime/kernel_args.h"

namespace fovea::cpu {

/// The kernels conv2d and conv2d_grad_input on such a shape.
void depthwise_conv2d(const KernelArgs& args);
void depthwise_grad_input(const KernelArgs& args);

/// The kernel conv2d_grad_weight on such a shape, and the scratch that it needs.
void depthwise_grad_weight(const KernelArgs& args);
std::int64_t depthwise_scratch_bytes(const Conv2dParams& params);

}  // namespace fovea::cpu
