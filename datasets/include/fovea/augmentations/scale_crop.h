// scale-crop: the image in a random size, of which a part of the old size is cut (Simonyan and
// Zisserman, "Very Deep Convolutional Networks for Large-Scale Image Recognition", 2014,
// section 3.1).
#pragma once

#include "fovea/images/augment.h"

namespace fovea::datasets {

struct ScaleCrop {
  int least = 256, most = 480;  // pixels of the shorter side
};

/// The shorter side is drawn (place 0), then down (1) and right (2). For 1 to 4 channels. Throws
/// Error for a least below 1 or above the most, and for images whose shorter side is longer than
/// the least.
Augment random_scale_crop(ScaleCrop config = {});
/// The same of a whole picture: the part that is the image when the picture's shorter side has the
/// drawn length, at shares of the room that is left down (place 1) and right (place 2). No part is
/// larger than the picture.
RandomPart random_scale_part(ScaleCrop config = {});

}  // namespace fovea::datasets
