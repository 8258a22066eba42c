// Small random changes to training images, so that a network sees no picture twice. A change is a
// pure function of the seed, the epoch and the image's index.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>

#include "framework/core/random.h"
#include "framework/core/shape.h"

namespace fovea::datasets {

/// Changes one image, u8 (H, W, C), in place. Its random numbers are `random.uniform(first)`,
/// `random.uniform(first + 1)`, ... up to 255 of them.
using Augment = std::function<void(std::span<std::uint8_t> image, const Shape& shape,
                                   const Random& random, std::uint64_t first)>;

/// Moves the image by -pixels .. pixels in both directions; zeros move in.
Augment random_shift(int pixels);

/// The largest changes, in both directions; all are drawn uniformly.
struct Affine {
  float degrees = 10;  // about the centre
  float scale = 0.1f;  // 0.1: from 0.9 to 1.1 times the size
  float pixels = 2;    // shift
};

/// Turns, scales and shifts with bilinear interpolation; zeros come in. For 1 to 4 channels.
Augment random_affine(Affine most);

/// What --augment names: "none" (an empty function), "shift" (by up to 2 pixels) or "affine" (its
/// defaults). Throws Error for another name, with the nearest one.
Augment augmentation(const std::string& name);

}  // namespace fovea::datasets
