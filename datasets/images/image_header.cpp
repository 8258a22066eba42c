// PNG: the W3C recommendation. GIF: GIF89a. WebP: RFC 9649.
#include "datasets/images/image_header.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <optional>

#include "datasets/images/image_bmp.h"
#include "datasets/images/image_bytes.h"
#include "datasets/images/image_jpeg.h"

namespace fovea::datasets {

namespace {

using Bytes = ImageBytes;

// Checks that all chunks are whole and have the right checksum.
ImageHeader read_png(const Bytes& file) {
  ImageHeader header{ImageFormat::png, 0, 0, ""};
  bool palette = false, data = false;
  int colour_type = 0;
  for (std::size_t at = 8;;) {
    const std::size_t length = file.big(at, 4, "chunks");
    const auto checked = file.part(at + 4, 4 + length, "chunks");
    const std::string type(checked.begin(), checked.begin() + 4);
    const auto sum = crc32(0, checked.data(), static_cast<uInt>(checked.size()));
    const bool critical = (checked[0] & 0x20) == 0;
    if (file.big(at + 8 + length, 4, "chunks") != sum && critical) {
      throw Error("has a wrong checksum in its chunk at byte {}", at);
    }
    if ((at == 8) != (type == "IHDR")) throw Error("does not begin with its one header");
    if (type == "IHDR") {
      if (length != 13) throw Error("has a header of {} bytes", length);
      header.width = file.big(at + 8, 4, "header");
      header.height = file.big(at + 12, 4, "header");
      colour_type = file.byte(at + 17, "header");
    }
    palette = palette || (type == "PLTE" && length > 0);
    if (type == "IDAT" && !data && length > 0) {
      if (colour_type == 3 && !palette) throw Error("has a palette picture without its palette");
      data = true;
      const bool zlib =
          length >= 2 && (checked[4] & 15) == 8 && (checked[4] * 256 + checked[5]) % 31 == 0;
      if (!zlib) throw Error("has data that are no zlib stream, at byte {}", at + 8);
    }
    if (type == "IEND") break;
    at += 12 + length;
  }
  if (!data) throw Error("holds no picture data");
  return header;
}

ImageHeader read_gif(const Bytes& file) {
  return {ImageFormat::gif, file.little(6, 2, "header"), file.little(8, 2, "header"), ""};
}

struct Chunk {
  std::string type;
  std::size_t at, length;  // of its contents
};

Chunk chunk_at(const Bytes& file, std::size_t at) {
  const auto type = file.part(at, 4, "chunks");
  const std::size_t length = file.little(at + 4, 4, "chunks");
  file.part(at + 8, length, "chunks");
  return {{type.begin(), type.end()}, at + 8, length};
}

std::size_t behind(const Chunk& chunk) { return chunk.at + chunk.length + chunk.length % 2; }

bool holds_pixels(const Chunk& chunk) { return chunk.type == "VP8 " || chunk.type == "VP8L"; }

// The picture in the chunks between two places. Throws Error if there is none.
Chunk pixels_between(const Bytes& file, std::size_t from, std::size_t to) {
  while (from < to) {
    Chunk chunk = chunk_at(file, from);
    if (holds_pixels(chunk)) return chunk;
    from = behind(chunk);
  }
  throw Error("holds no picture data");
}

constexpr std::size_t first_webp_chunk = 12;

bool is_animated(const Bytes& file) {
  return file.equal(first_webp_chunk, "VP8X") && (file.byte(20, "header") & 2) != 0;
}

// For an animation the first frame.
Chunk webp_pixels(const Bytes& file) {
  if (!is_animated(file)) return pixels_between(file, first_webp_chunk, file.size());
  std::size_t at = first_webp_chunk;
  while (at < file.size()) {
    const Chunk chunk = chunk_at(file, at);
    if (chunk.type == "ANMF") return pixels_between(file, chunk.at + 16, chunk.at + chunk.length);
    at = behind(chunk);
  }
  throw Error("is an animation without a frame");
}

ImageHeader read_webp(const Bytes& file) {
  const std::uint64_t end = std::uint64_t{8} + file.little(4, 4, "header");
  if (end > file.size()) throw Error("is cut short: it ends at byte {} of {}", file.size(), end);
  const Chunk pixels = webp_pixels(file);
  ImageHeader header{ImageFormat::webp, 0, 0, ""};
  if (pixels.type == "VP8L") {
    const std::uint32_t bits = file.little(pixels.at + 1, 4, "frame header");
    header.width = (bits & 0x3fff) + 1;
    header.height = (bits >> 14 & 0x3fff) + 1;
  } else {
    header.width = file.little(pixels.at + 6, 2, "frame header") & 0x3fff;
    header.height = file.little(pixels.at + 8, 2, "frame header") & 0x3fff;
  }
  if (!is_animated(file) && file.equal(first_webp_chunk, "VP8X")) {
    const std::int64_t width = file.little(24, 3, "header") + 1;
    const std::int64_t height = file.little(27, 3, "header") + 1;
    if (width != header.width || height != header.height) {
      throw Error("says {}x{} in one place and {}x{} in another", width, height, header.width,
                  header.height);
    }
  }
  return header;
}

std::optional<ImageFormat> format_of(const Bytes& file) {
  using namespace std::string_view_literals;
  if (file.equal(0, "\xff\xd8\xff"sv)) return ImageFormat::jpeg;
  if (file.equal(0, "\x89PNG\r\n\x1a\n"sv)) return ImageFormat::png;
  if (file.equal(0, "GIF87a"sv) || file.equal(0, "GIF89a"sv)) return ImageFormat::gif;
  if (file.equal(0, "BM"sv)) return ImageFormat::bmp;
  if (file.equal(0, "RIFF"sv) && file.equal(8, "WEBP"sv)) return ImageFormat::webp;
  return std::nullopt;
}

ImageHeader read_any(const Bytes& file) {
  const std::optional<ImageFormat> format = format_of(file);
  if (!format) throw Error("is no JPEG, PNG, GIF, BMP or WebP picture");
  switch (*format) {
    case ImageFormat::jpeg:
      return read_jpeg_header(file);
    case ImageFormat::png:
      return read_png(file);
    case ImageFormat::gif:
      return read_gif(file);
    case ImageFormat::bmp:
      return read_bmp_header(file);
    case ImageFormat::webp:
      break;
  }
  return read_webp(file);
}

using Copy = std::vector<std::uint8_t>;

// Profiles, texts and other parts that may trouble a decoder are left out.
Copy picture_chunks(const Bytes& file) {
  Copy copy(file.size());
  auto end = copy.begin();
  const auto keep = [&](std::span<const std::uint8_t> bytes) {
    end = std::copy(bytes.begin(), bytes.end(), end);
  };
  keep(file.part(0, 8, "header"));
  for (std::size_t at = 8; file.has(at, 12);) {
    const std::size_t length = file.big(at, 4, "chunks");
    const bool critical = (file.byte(at + 4, "chunks") & 0x20) == 0;
    if (critical || file.equal(at + 4, "eXIf")) keep(file.part(at, 12 + length, "chunks"));
    if (file.equal(at + 4, "IEND")) break;
    at += 12 + length;
  }
  copy.resize(static_cast<std::size_t>(end - copy.begin()));
  return copy;
}

// Without an end marker, libjpeg gives up on a progressive picture, although it could show
// much of it.
Copy ended_jpeg(const Bytes& file) {
  Copy copy(file.size() + 2);
  const auto all = file.part(0, file.size(), "data");
  const auto end = std::copy(all.begin(), all.end(), copy.begin());
  end[0] = 0xff;
  end[1] = 0xd9;
  return copy;
}

Copy first_webp_frame(const Bytes& file) {
  const Chunk pixels = webp_pixels(file);
  const std::size_t length = behind(pixels) - pixels.at;
  Copy copy(20 + length);  // chunks have an even number of bytes
  const auto put = [&](std::size_t at, std::string_view text, std::size_t number) {
    std::copy(text.begin(), text.end(), copy.begin() + static_cast<std::ptrdiff_t>(at));
    for (std::size_t i = 0; i < 4; ++i) {
      copy[at + text.size() + i] = static_cast<std::uint8_t>(number >> (8 * i));
    }
  };
  put(0, "RIFF", 4 + 8 + length);
  put(8, "WEBP" + pixels.type, pixels.length);
  const auto data = file.part(pixels.at, pixels.length, "frame");
  std::copy(data.begin(), data.end(), copy.begin() + 20);
  return copy;
}

}  // namespace

bool begins_like_picture(std::span<const std::uint8_t> start) {
  const Bytes file(start);
  const std::optional<ImageFormat> format = format_of(file);
  if (format != ImageFormat::bmp) return format.has_value();
  // Texts can begin with BM too.
  const std::uint32_t header_bytes = file.has(14, 4) ? file.little(14, 4, "header") : 0;
  return header_bytes == 12 || (header_bytes >= 36 && header_bytes <= 1024);
}

ImageHeader read_image_header(std::span<const std::uint8_t> bytes) {
  const Bytes file(bytes);
  if (bytes.empty()) throw Error("is empty");
  // OpenCV gives such bytes to a DICOM reader, where an assertion can end the process.
  if (file.equal(128, "DICM")) throw Error("is a DICOM file or looks like one");
  const ImageHeader header = read_any(file);
  if (header.width < 1 || header.height < 1) {
    throw Error("has a size of {}x{}", header.width, header.height);
  }
  constexpr std::int64_t longest_side = 1'000'000;  // libpng's limit, and about OpenCV's
  if (header.width > longest_side || header.height > longest_side) {
    throw Error("is {}x{}: a side of more than {} pixels is not read", header.width, header.height,
                longest_side);
  }
  if (header.width > most_pixels / header.height) {
    throw Error("is {}x{}, more than the {} million pixels that are read", header.width,
                header.height, most_pixels / 1000000);
  }
  return header;
}

std::vector<std::uint8_t> for_decoder(std::span<const std::uint8_t> bytes,
                                      const ImageHeader& header) {
  const Bytes file(bytes);
  if (header.format == ImageFormat::png) return picture_chunks(file);
  if (header.format == ImageFormat::webp && is_animated(file)) return first_webp_frame(file);
  if (header.format == ImageFormat::jpeg && header.lacks_end) return ended_jpeg(file);
  return {};
}

}  // namespace fovea::datasets
