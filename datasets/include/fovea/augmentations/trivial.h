// trivial: one of fourteen changes with a random strength (Müller and Hutter, "TrivialAugment:
// Tuning-free Yet State-of-the-Art Data Augmentation", ICCV 2021, the "wide" ranges).
#pragma once

#include "fovea/images/augment.h"

namespace fovea::datasets {

/// In the order in which they are numbered. The share s is strength / 30; those up to sharpen can
/// have either sign.
enum class TrivialChange {
  shear_x,        // 0.99 s of the height, about the centre
  shear_y,        // 0.99 s of the width
  translate_x,    // 32 s pixels
  translate_y,    // 32 s pixels
  rotate,         // 135 s degrees, counter-clockwise
  brighten,       // times 1 + 0.99 s
  saturate,       // away from each pixel's gray, by 1 + 0.99 s; no change for gray images
  contrast,       // away from the mean gray, by 1 + 0.99 s
  sharpen,        // away from a smoothed image, by 1 + 0.99 s; the outermost pixels stay
  posterize,      // all but the 8 - round(6 s) highest bits become 0
  solarize,       // bytes of at least 255 (1 - s) become 255 - byte
  auto_contrast,  // each channel stretched to 0 .. 255
  equalize,       // each channel's histogram is equalized, as by OpenCV's equalizeHist
  identity,
};

struct Trivial {
  int strength = 30;  // at most
};

/// Draws the change (place 0), its strength 0 .. most.strength (1) and its sign (2: below 0.5 is
/// minus). Moved pixels are interpolated bilinearly; uncovered parts become 0. For 1 to 4 channels.
/// Throws Error for a strength outside 0 .. 30.
Augment random_trivial(Trivial most = {});

}  // namespace fovea::datasets
