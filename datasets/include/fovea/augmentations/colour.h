// colour: brightness, contrast, saturation and hue.
#pragma once

#include "fovea/images/augment.h"

namespace fovea::datasets {

/// The largest changes, in both directions: 0.4 is a factor from 0.6 to 1.4.
struct Colour {
  float brightness = 0.4f, contrast = 0.4f, saturation = 0.4f;
  float hue = 0;  // share of the circle of hues, at most 0.5
};

/// Makes these changes one after another and rounds once at the end: multiplies by the brightness
/// (place 0); scales the distance from the image's mean gray by the contrast (1), and that from the
/// pixel's gray by the saturation (2); turns the hue (3). Gray is 0.299 R + 0.587 G + 0.114 B. An
/// image of another number of channels than 3 has no saturation and no hue, and its gray is the
/// mean of its channels. Throws Error for settings out of range.
Augment random_colour(Colour most = {});

}  // namespace fovea::datasets
