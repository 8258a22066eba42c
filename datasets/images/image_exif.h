// How a picture must be turned before it is shown, as written by the camera
// (EXIF 2.32, tag 0x0112).
#pragma once

#include <cstdint>
#include <span>

#include "fovea/core/tensor.h"

namespace fovea::datasets {

/// The orientation of a WebP file, because its decoder ignores it: 1 to 8; 1 if the file says
/// nothing sensible.
int webp_orientation(std::span<const std::uint8_t> file);

/// Pixels u8 (H, W, 3) as they are shown.
Tensor turned(const Tensor& pixels, int orientation);

}  // namespace fovea::datasets
