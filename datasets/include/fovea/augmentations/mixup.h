// mixup: the weighted mean of two images and of their labels (Zhang et al., "mixup: Beyond
// Empirical Risk Minimization", ICLR 2018).
#pragma once

#include "fovea/images/augment.h"

namespace fovea::datasets {

struct Mixup {
  float alpha =
      0.2f;  // shares are from Beta(alpha, alpha): a small alpha changes most images little
};

/// Each byte becomes share * image + (1 - share) * other, rounded; the share is drawn
/// (places 0 to 67) and returned. Throws Error for an alpha of 0 or above 1000.
Mix random_mixup(Mixup config = {});

}  // namespace fovea::datasets
