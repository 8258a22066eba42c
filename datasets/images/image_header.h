// What can be known about a picture file before a decoder sees it. Decoders of foreign bytes may
// end the process or fill the memory. So only these formats are accepted, by their first bytes,
// after their size was read and all their chunks or markers were checked.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace fovea::datasets {

enum class ImageFormat { jpeg, png, gif, bmp, webp };

struct ImageHeader {
  ImageFormat format;
  std::int64_t width, height;  // as stored, before any turn
  std::string fault;           // what is missing, if only a part can be decoded; else ""
  bool lacks_end = false;      // of a JPEG: the marker after its pixels
};

/// A picture with more pixels is refused: decoded it would need most of a gigabyte.
constexpr std::int64_t most_pixels = std::int64_t{1} << 26;

/// Whether a file that starts like this (32 bytes are enough) is one of these pictures,
/// complete or not.
bool begins_like_picture(std::span<const std::uint8_t> start);

/// Throws Error, naming the byte, for other formats, for sizes of 0 or above the limit, and for
/// files of which nothing can be decoded because they are broken or cut short.
ImageHeader read_image_header(std::span<const std::uint8_t> file);

/// The bytes for a decoder: only picture and orientation of a PNG; a JPEG without an end marker
/// gets one; the first frame of an animated WebP becomes a file of its own. Empty if the file can
/// be used unchanged. `header` is the result of read_image_header.
std::vector<std::uint8_t> for_decoder(std::span<const std::uint8_t> file,
                                      const ImageHeader& header);

}  // namespace fovea::datasets
