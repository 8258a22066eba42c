// affine: the image is turned, scaled, shifted and sheared.
#pragma once

#include "fovea/images/augment.h"

namespace fovea::datasets {

/// The largest changes, in both directions; all are drawn uniformly.
struct Affine {
  float degrees = 10;  // around the centre
  float scale = 0.1f;  // 0.1: from 0.9 to 1.1 times the size
  float pixels = 2;    // shift
  float shear = 0;     // 0.1: a column moves sideways by up to 0.1 of its height
};

/// Turns, scales and shifts with bilinear interpolation; uncovered parts become 0. For 1 to 4
/// channels. Draws the angle, counter-clockwise (place 0), the scale (1), right (2), down (3) and
/// the shear (4), which comes before the turn. Throws Error for values out of range.
Augment random_affine(Affine most = {});

}  // namespace fovea::datasets
