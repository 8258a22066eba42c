// crop: a part of the old size, cut from the image with a border.
#pragma once

#include "fovea/images/augment.h"

namespace fovea::datasets {

/// The pixels outside an image: black, or its mirror image without the edge itself
/// (c b | a b c | b a).
enum class Border { zero, reflect };

struct Crop {
  int padding = 4;  // pixels of border on each side
  Border fill = Border::zero;
};

/// Cuts (H, W) from (H + 2 padding, W + 2 padding), with the same probability for each place: the
/// image moves by whole pixels, down (place 0) and right (1). Throws Error for fewer than 0 pixels.
Augment random_crop(Crop config = {});

}  // namespace fovea::datasets
