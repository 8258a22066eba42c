// With these a backend says that it computes a convolution by Winograd's kernels.
#pragma once

#include "fovea/kernels/conv2d_winograd.h"
#include "fovea/runtime/backend.h"

namespace fovea {

/// The kernel conv2d_winograd, on tiles of `tile` x `tile` results, for a step conv2d or
/// conv2d_grad_input with kernel x kernel taps: query() may offer it instead. Tiles are 2 or 4 for
/// 3 taps, 2 for 5. Empty for tiles of 0, for any other step, and for convolutions that the formula
/// does not fit.
std::optional<OtherKernel> as_winograd(const Step& step, uint tile, uint kernel = 3);

/// The kernel conv2d_winograd_fused instead of the one that as_winograd() gave.
OtherKernel as_winograd_fused(const OtherKernel& winograd);

/// The kernel conv2d_winograd_grad_weight for a step conv2d_grad_weight of 3x3 taps, in the
/// same way.
std::optional<OtherKernel> as_winograd_grad_weight(const Step& step, uint tile);

}  // namespace fovea
