// What layer_norm and rms_norm have in common besides their kernels.
#pragma once

#include "fovea/core/shape.h"

namespace fovea {

/// The axis counted from the front; throws Error if x does not have it.
int norm_axis(int axis, const Shape& x);

/// The shape of x from this axis on, which is that of scale and bias.
Shape norm_shape(int axis, const Shape& x);

}  // namespace fovea
