// BMP pictures: their header, and the pixels of those whose colours lie where masks say, which
// decoders read in the usual order whatever the masks are.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "datasets/images/image_bytes.h"
#include "datasets/images/image_header.h"
#include "fovea/core/tensor.h"

namespace fovea::datasets {

/// The pixels u8 (H, W, 3), red first, of a BMP with masks (BI_BITFIELDS), or of 16 bits a pixel,
/// where without masks 5 bits each are meant; nothing for other BMPs. `file` is one that
/// read_image_header let pass. Throws Error for masks that make no sense.
std::optional<Tensor> read_masked_bmp(std::span<const std::uint8_t> file);

/// Of bytes that begin as a BMP does. Throws Error for one that is broken or cut short.
ImageHeader read_bmp_header(const ImageBytes& file);

}  // namespace fovea::datasets
