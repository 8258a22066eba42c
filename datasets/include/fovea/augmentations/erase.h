// erase: a random rectangle painted over (Zhong et al., "Random Erasing Data Augmentation", 2017).
#pragma once

#include "fovea/images/augment.h"

namespace fovea::datasets {

struct Erase {
  float probability = 0.5f;
  float least = 0.02f, most = 0.33f;  // share of the image's area
  float ratio = 0.3f;                 // of width to height: from this to 1 / this
  int value = 0;                      // the new value of every byte
};

/// Paints with this probability (place 0). Ten rectangles are drawn, the area of number i at place
/// 1 + 2 i, the logarithm of its ratio at 2 + 2 i; the first that fits is placed at (down, right)
/// from places 21 and 22. If none fits, nothing changes. Throws Error for settings out of range.
Augment random_erase(Erase config = {});

}  // namespace fovea::datasets
