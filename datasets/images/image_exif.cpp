// In a WebP file EXIF data are a chunk of their own (RFC 9649). It has a TIFF header and a list of
// entries of 12 bytes each: tag, type, count, value. Faults in it are ignored: the picture can
// still be shown.
#include "datasets/images/image_exif.h"

#include <opencv2/core.hpp>

#include "datasets/images/image_bytes.h"

namespace fovea::datasets {

namespace {

int exif_orientation(const ImageBytes& data) {
  using namespace std::string_view_literals;
  constexpr std::uint32_t orientation_tag = 0x0112, short_type = 3;
  const std::size_t start = data.equal(0, "Exif\0\0"sv) ? 6 : 0;  // some writers leave it in
  const bool big = data.equal(start, "MM\0*"sv);
  if (!big && !data.equal(start, "II*\0"sv)) return 1;
  const auto number = [&](std::size_t at, std::size_t bytes) {
    return big ? data.big(at, bytes, "EXIF data") : data.little(at, bytes, "EXIF data");
  };
  const std::size_t list = start + number(start + 4, 4);
  const std::uint32_t entries = number(list, 2);
  for (std::uint32_t i = 0; i < entries; ++i) {
    const std::size_t at = list + 2 + std::size_t{12} * i;
    if (number(at, 2) != orientation_tag) continue;
    const std::uint32_t orientation = number(at + 8, 2);
    const bool known = number(at + 2, 2) == short_type && orientation >= 1 && orientation <= 8;
    return known ? static_cast<int>(orientation) : 1;
  }
  return 1;
}

}  // namespace

int webp_orientation(std::span<const std::uint8_t> bytes) {
  const ImageBytes file(bytes);
  try {
    for (std::size_t at = 12; file.has(at, 8);) {
      const std::size_t length = file.little(at + 4, 4, "chunks");
      if (file.equal(at, "EXIF")) {
        return exif_orientation(ImageBytes(file.part(at + 8, length, "chunks")));
      }
      at += 8 + length + length % 2;
    }
  } catch (const Error&) {  // cut short
  }
  return 1;
}

Tensor turned(const Tensor& pixels, int orientation) {
  if (orientation == 1) return pixels;
  const auto matrix = [](const Tensor& tensor) {
    return cv::Mat(static_cast<int>(tensor.shape()[0]), static_cast<int>(tensor.shape()[1]),
                   CV_8UC3, const_cast<std::byte*>(tensor.data()));
  };
  const bool on_its_side = orientation >= 5;
  const Shape& shape = pixels.shape();
  Tensor result(on_its_side ? Shape{shape[1], shape[0], 3} : shape, DType::u8);
  cv::Mat from = matrix(pixels), to = matrix(result);
  if (on_its_side) {
    cv::transpose(from, to);
    from = to;
  }
  constexpr int rows = 0, columns = 1, both = -1;
  switch (orientation) {
    case 2:
    case 6:
      cv::flip(from, to, columns);
      break;
    case 3:
    case 7:
      cv::flip(from, to, both);
      break;
    case 4:
    case 8:
      cv::flip(from, to, rows);
      break;
    default:
      break;
  }
  return result;
}

}  // namespace fovea::datasets
