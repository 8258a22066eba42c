// cutmix: a rectangle of the image is replaced by that of another image, and the label is mixed
// by the same share (Yun et al., "CutMix: Regularization Strategy to Train Strong Classifiers",
// ICCV 2019).
#pragma once

#include "fovea/images/augment.h"

namespace fovea::datasets {

struct Cutmix {
  float alpha = 1;  // shares are drawn from Beta(alpha, alpha)
};

/// A share is drawn (places 0 to 67). The rectangle has the image's sides times sqrt(1 - share),
/// in whole pixels. Its centre is at (down, right) from places 68 and 69; parts outside the image
/// are cut off. Returns the share of the image that is left. Throws Error for an alpha of 0 or
/// above 1000.
Mix random_cutmix(Cutmix config = {});

}  // namespace fovea::datasets
