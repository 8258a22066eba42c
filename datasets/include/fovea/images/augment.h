// Small random changes to training images, so that a network sees no picture twice. A change is a
// pure function of the seed, the epoch and the image's index.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>

#include "fovea/core/random.h"
#include "fovea/core/shape.h"

namespace fovea::datasets {

/// Changes one image, u8 (H, W, C), in place. Its random numbers are `random.uniform(first)`,
/// `random.uniform(first + 1)`, ... up to 255 of them.
using Augment = std::function<void(std::span<std::uint8_t> image, const Shape& shape,
                                   const Random& random, std::uint64_t first)>;

/// Moves the image by -pixels .. pixels in both directions; the uncovered border becomes 0.
Augment random_shift(int pixels);

/// Turns the image left to right half of the time.
Augment random_flip();

/// One behind the other.
Augment both(Augment one, Augment other);

/// The largest changes, in both directions; all are drawn uniformly.
struct Affine {
  float degrees = 10;  // about the centre
  float scale = 0.1f;  // 0.1: from 0.9 to 1.1 times the size
  float pixels = 2;    // shift
};

/// Turns, scales and shifts with bilinear interpolation; zeros come in. For 1 to 4 channels.
Augment random_affine(Affine most);

/// What `--augment` names: "none" (an empty function), "shift" (by up to 2 pixels), "affine" (its
/// defaults) or "shift-flip" (a shift by up to 4 pixels and a flip: what He et al., "Deep Residual
/// Learning for Image Recognition", section 4.2, do to CIFAR-10). Throws Error for another name,
/// with the nearest one.
Augment augmentation(const std::string& name);

}  // namespace fovea::datasets
