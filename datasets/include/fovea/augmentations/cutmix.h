// cutmix: a rectangle of another image in the place of the image's own, and as much of its label
// (Yun et al., "CutMix: Regularization Strategy to Train Strong Classifiers", ICCV 2019).
#pragma once

#include "fovea/images/augment.h"

namespace fovea::datasets {

struct Cutmix {
  float alpha = 1;  // shares are drawn from Beta(alpha, alpha)
};

/// With a share drawn (places 0 to 67) the rectangle has the image's sides times sqrt(1 - share),
/// in whole pixels, and its centre lies at (down, right) of places 68 and 69; what reaches out of
/// the image is cut off. Returns the share of the image that is left. Throws Error for an alpha of
/// 0 or above 1000.
Mix random_cutmix(Cutmix config = {});

}  // namespace fovea::datasets
