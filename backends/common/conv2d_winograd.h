// With these a backend says that it computes a convolution by Winograd's kernels.
#pragma once

#include "fovea/kernels/conv2d_winograd.h"
#include "fovea/runtime/backend.h"

namespace fovea {

/// The kernel conv2d_winograd, on tiles of `tile` x `tile` results, 2 or 4, for a step conv2d or
/// conv2d_grad_input: query() may offer it instead. Empty for 0, for any other step, and for
/// convolutions that the formula does not fit.
std::optional<OtherKernel> as_winograd(const Step& step, uint tile);

/// The kernel conv2d_winograd_fused instead of the one that as_winograd() gave.
OtherKernel as_winograd_fused(const OtherKernel& winograd);

/// The kernel conv2d_winograd_grad_weight for a step conv2d_grad_weight, in the same way.
std::optional<OtherKernel> as_winograd_grad_weight(const Step& step, uint tile);

}  // namespace fovea
