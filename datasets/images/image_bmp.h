// BMP pictures: their header, and the pixels of those with masks for the bits of each colour.
// Decoders ignore the masks and assume the usual order.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "datasets/images/image_bytes.h"
#include "datasets/images/image_header.h"
#include "fovea/core/tensor.h"

namespace fovea::datasets {

/// The pixels u8 (H, W, 3), red first, of a BMP with masks (BI_BITFIELDS) or with 16 bits per
/// pixel, where without masks each colour has 5 bits; nothing for other BMPs. read_image_header
/// must have accepted `file`. Throws Error for masks that make no sense.
std::optional<Tensor> read_masked_bmp(std::span<const std::uint8_t> file);

/// The header of a file that begins like a BMP. Throws Error if it is broken or cut short.
ImageHeader read_bmp_header(const ImageBytes& file);

}  // namespace fovea::datasets
