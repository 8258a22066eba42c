// rotate: the image is turned around its centre.
#pragma once

#include "fovea/images/augment.h"

namespace fovea::datasets {

struct Rotate {
  float degrees = 15;  // at most, in both directions
};

/// random_affine() that only turns.
Augment random_rotate(Rotate most = {});

}  // namespace fovea::datasets
