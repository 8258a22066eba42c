// flip: the image is mirrored, left to right.
#pragma once

#include "fovea/images/augment.h"

namespace fovea::datasets {

struct Flip {
  float probability = 0.5f;
};

/// Mirrors the image with this probability (place 0). Throws Error for one outside [0, 1].
Augment random_flip(Flip config = {});

}  // namespace fovea::datasets
