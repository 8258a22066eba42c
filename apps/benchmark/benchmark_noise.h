// Noise that other programs can make too, so that they compute on the same numbers.
#pragma once

#include "fovea/core/tensor.h"

namespace fovea::apps {

/// (N, H, W, C) in -0.5 .. 0.5, where value i in the order (N, C, H, W) comes from
/// h = i * 2654435761 mod 2^32, h ^= h >> 15, as (h >> 8) / 2^24 - 1/2.
Tensor float_noise(const Shape& shape);

/// Bytes h >> 24 of the same h, where i starts at `first`.
Tensor byte_noise(const Shape& shape, std::uint32_t first);

}  // namespace fovea::apps
