// Pictures from files: JPEG, PNG, GIF, BMP and WebP; for an animation the first frame. From every
// kind of content (gray, palette, 16 bits, CMYK, alpha, which is ignored) the picture becomes 8-bit
// RGB, turned as its EXIF orientation says.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "fovea/core/tensor.h"

namespace fovea::datasets {

struct Image {
  Tensor pixels;      // u8 (H, W, 3), red first
  std::string fault;  // what is missing, if only a part of the picture is there; else ""
};

/// May be called from many threads at once; large pictures wait for each other, so that together
/// they do not fill the memory. Throws Error for bytes that are not such a picture; see
/// image_header.h.
Image decode_image(std::span<const std::uint8_t> file);

/// The same for a file, which is named in the Error.
Image read_image(const std::filesystem::path& file);

/// The bytes of a PNG made from u8 (H, W, 3), red first. Throws Error for other pixels.
std::vector<std::uint8_t> encode_png(const Tensor& pixels);

/// Replaces the file by a PNG made from u8 (H, W, 3), red first, or leaves the old file: a picture
/// is never half-written. The file says that fovea wrote it. Throws Error for other pixels and if
/// it cannot be written.
void write_png(const Tensor& pixels, const std::filesystem::path& file);

/// Whether a file that starts like this (64 bytes are enough) is from write_png().
bool is_own_png(std::string_view start);

}  // namespace fovea::datasets
