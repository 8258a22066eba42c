// How a picture is to be turned before it is shown, as the camera noted it (EXIF 2.32, tag 0x0112).
#pragma once

#include <cstdint>
#include <span>

#include "fovea/core/tensor.h"

namespace fovea::datasets {

/// Of a WebP file, whose decoder does not look: 1 to 8, 1 where nothing sensible is said.
int webp_orientation(std::span<const std::uint8_t> file);

/// Pixels u8 (H, W, 3) as they are shown.
Tensor turned(const Tensor& pixels, int orientation);

}  // namespace fovea::datasets
