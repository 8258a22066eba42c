// scale-crop: a part of the old size, cut from the image in a random size (Simonyan and Zisserman,
// "Very Deep Convolutional Networks for Large-Scale Image Recognition", 2014, section 3.1).
#pragma once

#include "fovea/images/augment.h"

namespace fovea::datasets {

struct ScaleCrop {
  int least = 256, most = 480;  // pixels of the shorter side
};

/// The shorter side is drawn (place 0), then down (1) and right (2). For 1 to 4 channels. Throws
/// Error if least is below 1 or above most, and for images whose shorter side is longer than least.
Augment random_scale_crop(ScaleCrop config = {});
/// The same for a whole picture: the part that becomes the image if the picture's shorter side gets
/// the drawn length. The part is moved by shares of the remaining room, down (place 1) and right
/// (place 2). No part is larger than the picture.
RandomPart random_scale_part(ScaleCrop config = {});

}  // namespace fovea::datasets
