// After a BITMAPINFOHEADER of 40 bytes come the masks; larger headers contain them, at the
// same place.
#include "datasets/images/image_bmp.h"

#include <array>
#include <bit>
#include <cstdlib>

namespace fovea::datasets {

namespace {

constexpr std::size_t masks_at = 54;
constexpr std::uint32_t uncompressed = 0, with_masks = 3, with_alpha_mask = 6;

/// The bits of a colour in a pixel.
struct ColourBits {
  int shift = 0;
  std::uint32_t largest = 0;  // 0: the picture has none of this colour

  explicit ColourBits(std::uint32_t mask) {
    if (mask == 0) return;
    shift = std::countr_zero(mask);
    largest = mask >> shift;
    if ((largest & (largest + 1)) != 0 && largest != ~std::uint32_t{0}) {
      throw Error("has a colour mask 0x{:08x} with gaps", mask);
    }
  }

  std::uint8_t of(std::uint32_t pixel) const {
    if (largest == 0) return 0;
    const std::uint64_t value = (pixel >> shift) & largest;
    return static_cast<std::uint8_t>((value * 255 + largest / 2) / largest);
  }
};

// Throws Error unless the run lengths that begin at `at` give all pixels, or say where they end.
void expect_whole_rle(const ImageBytes& file, std::size_t at, int bits, std::int64_t width,
                      std::int64_t height) {
  std::int64_t row = 0, column = 0;
  while (row < height && !(row == height - 1 && column >= width)) {
    const std::size_t count = file.byte(at, "pixels"), code = file.byte(at + 1, "pixels");
    at += 2;
    if (count > 0) {  // pixels of one colour
      column += static_cast<std::int64_t>(count);
    } else if (code == 0) {
      ++row;
      column = 0;
    } else if (code == 1) {
      return;
    } else if (code == 2) {  // a jump
      column += file.byte(at, "pixels");
      row += file.byte(at + 1, "pixels");
      at += 2;
    } else {  // this many single pixels, padded to an even number of bytes
      const std::size_t byte_count = bits == 8 ? code : (code + 1) / 2;
      file.part(at, byte_count, "pixels");
      column += static_cast<std::int64_t>(code);
      at += (byte_count + 1) / 2 * 2;
    }
  }
}

}  // namespace

ImageHeader read_bmp_header(const ImageBytes& file) {
  const std::uint64_t offset = file.little(10, 4, "header");
  const std::uint32_t header_bytes = file.little(14, 4, "header");
  const bool old = header_bytes == 12;
  if (!old && (header_bytes < 36 || header_bytes > 1024)) {
    throw Error("has a header of {} bytes", header_bytes);
  }
  const std::size_t bytes = old ? 2 : 4;
  const auto extent = [&](std::size_t at) {
    const std::uint32_t number = file.little(at, bytes, "header");
    return old ? std::int64_t{number} : std::int64_t{static_cast<std::int32_t>(number)};
  };
  const std::int64_t width = extent(18);
  const std::int64_t height = std::abs(extent(18 + bytes));  // negative: from the top down
  const std::uint64_t depth = file.little(old ? 24 : 28, 2, "header");
  const std::uint32_t compression = old ? 0 : file.little(30, 4, "header");
  const bool runs = compression == 1 || compression == 2;
  const bool masks = compression == with_masks || compression == with_alpha_mask;
  if (compression != 0 && !runs && !masks) {
    throw Error("is compressed in a way of number {}", compression);
  }
  const bool sane = width > 0 && width <= most_pixels && height <= most_pixels && depth <= 32;
  if (sane && runs) {
    expect_whole_rle(file, offset, compression == 1 ? 8 : 4, width, height);
  } else if (sane) {
    const std::uint64_t row = (static_cast<std::uint64_t>(width) * depth + 31) / 32 * 4;
    file.part(offset, row * static_cast<std::uint64_t>(height), "pixels");
  }
  return {ImageFormat::bmp, width, height, ""};
}

std::optional<Tensor> read_masked_bmp(std::span<const std::uint8_t> bytes) {
  const ImageBytes file(bytes);
  if (file.little(14, 4, "header") < 36) return std::nullopt;
  const std::uint32_t depth = file.little(28, 2, "header");
  const std::uint32_t compression = file.little(30, 4, "header");
  const bool masked = compression == with_masks || compression == with_alpha_mask;
  if (!masked && !(compression == uncompressed && depth == 16)) return std::nullopt;
  if (depth != 16 && depth != 32) throw Error("has colour masks for {} bits a pixel", depth);
  std::array<std::uint32_t, 3> masks = {0x7c00, 0x03e0, 0x001f};
  for (std::size_t c = 0; masked && c < 3; ++c) {
    masks[c] = file.little(masks_at + 4 * c, 4, "masks");
  }
  const std::array colours = {ColourBits(masks[0]), ColourBits(masks[1]), ColourBits(masks[2])};

  const auto width = static_cast<std::size_t>(file.little(18, 4, "header"));
  const auto stored = static_cast<std::int32_t>(file.little(22, 4, "header"));
  const auto height = static_cast<std::size_t>(std::abs(std::int64_t{stored}));
  const std::size_t pixel_bytes = depth / 8, row_bytes = (width * pixel_bytes + 3) / 4 * 4;
  const std::size_t begin = file.little(10, 4, "header");
  Tensor picture(Shape{static_cast<std::int64_t>(height), static_cast<std::int64_t>(width), 3},
                 DType::u8);
  std::uint8_t* to = picture.as<std::uint8_t>().data();
  for (std::size_t y = 0; y < height; ++y) {
    const std::size_t row = stored < 0 ? y : height - 1 - y;  // usually the last row comes first
    const auto pixels = file.part(begin + row * row_bytes, width * pixel_bytes, "pixels");
    for (std::size_t x = 0; x < pixels.size(); x += pixel_bytes) {
      std::uint32_t pixel = 0;
      for (std::size_t i = pixel_bytes; i-- > 0;) pixel = pixel << 8 | pixels[x + i];
      for (const ColourBits& colour : colours) *to++ = colour.of(pixel);
    }
  }
  return picture;
}

}  // namespace fovea::datasets
