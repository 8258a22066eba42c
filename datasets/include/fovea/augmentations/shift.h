// shift: the image is moved by whole pixels.
#pragma once

#include "fovea/images/augment.h"

namespace fovea::datasets {

struct Shift {
  int pixels = 2;  // at most
};

/// Moves the image by -pixels .. pixels in both directions; the uncovered border becomes 0. Draws
/// down (place 0) and right (1). Throws Error for fewer than 0 pixels.
Augment random_shift(Shift most = {});

}  // namespace fovea::datasets
