// resized-crop: a random part of the image, stretched to the image's size (Szegedy et al., "Going
// Deeper with Convolutions", 2014, section 6).
#pragma once

#include "fovea/images/augment.h"

namespace fovea::datasets {

struct ResizedCrop {
  float least = 0.08f, most = 1;  // share of the image's area
  float ratio = 0.75f;            // of width to height: from this to 1 / this
};

/// Ten parts are drawn, the area of part i at place 2 i, the logarithm of its ratio at 2 i + 1; the
/// first that fits is cut at (down, right) from places 20 and 21. If none fits, the largest part in
/// the image's middle whose ratio is within the limits is used. For 1 to 4 channels. Throws Error
/// for limits outside (0, 1], or if least is above most.
Augment random_resized_crop(ResizedCrop config = {});
/// The same part of a whole picture; the image is made from this part.
RandomPart random_resized_part(ResizedCrop config = {});

}  // namespace fovea::datasets
