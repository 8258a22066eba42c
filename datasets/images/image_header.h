// What can be told of a picture file before a decoder sees it. Decoders of foreign bytes may end
// the process or fill the memory, so only these formats get through, by their first bytes, with
// their size read and their frame of chunks or markers walked through to its end.
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
  std::string fault;           // what is missing of a file that can be decoded in part, else ""
  bool lacks_end = false;      // of a JPEG: the marker behind its pixels
};

/// A picture of more pixels is refused: decoded it would take most of a gigabyte.
constexpr std::int64_t most_pixels = std::int64_t{1} << 26;

/// Whether a file that starts so (32 bytes are enough) is one of these pictures, whole or not.
bool begins_like_picture(std::span<const std::uint8_t> start);

/// Throws Error, naming the byte, for other formats, sizes of 0 or beyond the limit, and files that
/// are broken or cut short so that nothing can be decoded.
ImageHeader read_image_header(std::span<const std::uint8_t> file);

/// The bytes for a decoder: of a PNG its picture and orientation alone, of a JPEG without an end
/// what there is with one, of an animated WebP the first frame as a file of its own; empty where
/// the file serves as it is. `header` is what read_image_header said of it.
std::vector<std::uint8_t> for_decoder(std::span<const std::uint8_t> file,
                                      const ImageHeader& header);

}  // namespace fovea::datasets
