// Picture files made by the tests themselves, for kinds for which OpenCV has no encoder.
#pragma once

#include <zlib.h>

#include <cstdint>
#include <map>
#include <opencv2/imgcodecs.hpp>
#include <span>
#include <string>
#include <vector>

#include "fovea/core/tensor.h"

namespace fovea::datasets {

using ByteVector = std::vector<std::uint8_t>;

/// A picture u8 (H, W, 3) with different colours at every place, smooth enough for JPEG.
inline Tensor gradient(int height, int width) {
  Tensor picture(Shape{height, width, 3}, DType::u8);
  auto* to = picture.as<std::uint8_t>().data();
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      *to++ = static_cast<std::uint8_t>(255 * x / width);
      *to++ = static_cast<std::uint8_t>(255 * y / height);
      *to++ = static_cast<std::uint8_t>(128 * (x + y) / (width + height));
    }
  }
  return picture;
}

/// The picture with its channels in OpenCV's order.
inline cv::Mat bgr(const Tensor& picture) {
  cv::Mat image(static_cast<int>(picture.shape()[0]), static_cast<int>(picture.shape()[1]),
                CV_8UC3);
  const auto from = picture.as<std::uint8_t>();
  for (size_t i = 0; i < from.size(); i += 3) {
    for (size_t c = 0; c < 3; ++c) image.data[i + c] = from[i + 2 - c];
  }
  return image;
}

inline ByteVector encoded(const std::string& extension, const cv::Mat& image,
                          const std::vector<int>& settings = {}) {
  ByteVector bytes;
  cv::imencode(extension, image, bytes, settings);
  return bytes;
}

inline ByteVector encoded(const std::string& extension, const Tensor& picture,
                          const std::vector<int>& settings = {}) {
  return encoded(extension, bgr(picture), settings);
}

inline void put(ByteVector& bytes, std::uint32_t number, int count, bool big) {
  for (int i = 0; i < count; ++i) {
    bytes.push_back(static_cast<std::uint8_t>(number >> (8 * (big ? count - 1 - i : i))));
  }
}

// One by one: g++ 12 thinks that inserting a range overflows.
template <typename Range>
void append(ByteVector& bytes, const Range& more) {
  for (const auto byte : more) bytes.push_back(static_cast<std::uint8_t>(byte));
}
inline void append(ByteVector& bytes, std::initializer_list<int> more) {
  append<std::initializer_list<int>>(bytes, more);
}

inline void put(ByteVector& bytes, const std::string& text) { append(bytes, text); }

inline void put_chunk(ByteVector& png, const std::string& type, const ByteVector& data) {
  put(png, static_cast<std::uint32_t>(data.size()), 4, true);
  ByteVector checked;
  append(checked, type);
  append(checked, data);
  append(png, checked);
  put(png, static_cast<std::uint32_t>(crc32(0, checked.data(), static_cast<uInt>(checked.size()))),
      4, true);
}

/// A palette PNG of 8-bit indices; colours are 3 bytes each.
inline ByteVector palette_png(int height, int width, const ByteVector& indices,
                              const ByteVector& colours) {
  ByteVector png, header, rows;
  put(png, "\x89PNG\r\n\x1a\n");
  put(header, static_cast<std::uint32_t>(width), 4, true);
  put(header, static_cast<std::uint32_t>(height), 4, true);
  append(header, {8, 3, 0, 0, 0});
  put_chunk(png, "IHDR", header);
  put_chunk(png, "PLTE", colours);
  for (int y = 0; y < height; ++y) {
    rows.push_back(0);
    append(rows,
           std::span(indices).subspan(static_cast<size_t>(y * width), static_cast<size_t>(width)));
  }
  uLongf packed = compressBound(rows.size());
  ByteVector data(packed);
  compress(data.data(), &packed, rows.data(), rows.size());
  data.resize(packed);
  put_chunk(png, "IDAT", data);
  put_chunk(png, "IEND", {});
  return png;
}

/// Indices of 8 bits as the LZW codes of a GIF, packed into sub-blocks.
inline ByteVector lzw(const ByteVector& indices) {
  ByteVector packed, blocks;
  std::uint32_t buffer = 0;
  int buffered = 0, width = 9;
  const auto emit = [&](std::uint32_t code) {
    buffer |= code << buffered;
    for (buffered += width; buffered >= 8; buffered -= 8, buffer >>= 8) {
      packed.push_back(static_cast<std::uint8_t>(buffer));
    }
  };
  std::map<std::string, std::uint32_t> codes;
  std::uint32_t next = 258;
  const auto code_of = [&](const std::string& text) {
    return text.size() == 1 ? static_cast<std::uint8_t>(text[0]) : codes.at(text);
  };
  emit(256);
  std::string text;
  for (const std::uint8_t index : indices) {
    const std::string longer = text + static_cast<char>(index);
    if (longer.size() == 1 || codes.contains(longer)) {
      text = longer;
      continue;
    }
    emit(code_of(text));
    if (next < 4096) {
      codes[longer] = next++;
      if (next - 1 == 1u << width && width < 12) ++width;
    } else {
      emit(256);
      codes.clear();
      next = 258;
      width = 9;
    }
    text = longer.back();
  }
  emit(code_of(text));
  emit(257);
  if (buffered > 0) packed.push_back(static_cast<std::uint8_t>(buffer));
  for (size_t at = 0; at < packed.size(); at += 255) {
    const size_t length = std::min<size_t>(255, packed.size() - at);
    blocks.push_back(static_cast<std::uint8_t>(length));
    append(blocks, std::span(packed).subspan(at, length));
  }
  blocks.push_back(0);
  return blocks;
}

struct GifPart {
  int left, top, width, height;
  bool interlaced;
  ByteVector indices;  // in the order that they are stored
};

/// A GIF with these frames and 256 colours; index i is (i, 255 - i, i / 2).
inline ByteVector gif(int height, int width, const std::vector<GifPart>& frames) {
  ByteVector bytes;
  put(bytes, "GIF89a");
  put(bytes, static_cast<std::uint32_t>(width), 2, false);
  put(bytes, static_cast<std::uint32_t>(height), 2, false);
  append(bytes, {0xf7, 9, 0});  // the background is colour 9
  for (int i = 0; i < 256; ++i) {
    for (const int level : {i, 255 - i, i / 2}) bytes.push_back(static_cast<std::uint8_t>(level));
  }
  for (const GifPart& frame : frames) {
    append(bytes, {0x21, 0xf9, 4, 0, 10, 0, 0, 0});  // shown for a tenth of a second
    bytes.push_back(0x2c);
    for (const int number : {frame.left, frame.top, frame.width, frame.height}) {
      put(bytes, static_cast<std::uint32_t>(number), 2, false);
    }
    bytes.push_back(frame.interlaced ? 0x40 : 0);
    bytes.push_back(8);
    const ByteVector blocks = lzw(frame.indices);
    append(bytes, blocks);
  }
  bytes.push_back(0x3b);
  return bytes;
}

/// An animated WebP made from these still ones, all of one size.
inline ByteVector animated_webp(int height, int width, const std::vector<ByteVector>& stills) {
  ByteVector chunks;
  const auto extent = [](ByteVector& to, int number) {
    put(to, static_cast<std::uint32_t>(number - 1), 3, false);
  };
  put(chunks, "WEBPVP8X");
  put(chunks, 10, 4, false);
  append(chunks, {2, 0, 0, 0});
  extent(chunks, width);
  extent(chunks, height);
  put(chunks, "ANIM");
  put(chunks, 6, 4, false);
  put(chunks, 0, 4, false);
  put(chunks, 0, 2, false);
  for (const ByteVector& still : stills) {
    put(chunks, "ANMF");
    put(chunks, static_cast<std::uint32_t>(16 + still.size() - 12), 4, false);
    put(chunks, 0, 3, false);
    put(chunks, 0, 3, false);
    extent(chunks, width);
    extent(chunks, height);
    put(chunks, 100, 3, false);
    chunks.push_back(0);
    append(chunks, std::span(still).subspan(12));
  }
  ByteVector bytes;
  put(bytes, "RIFF");
  put(bytes, static_cast<std::uint32_t>(chunks.size()), 4, false);
  append(bytes, chunks);
  return bytes;
}

/// EXIF data that say nothing but an orientation, 1 to 8.
inline ByteVector exif(int orientation) {
  ByteVector data;
  put(data, std::string("MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0", 19));
  data.push_back(static_cast<std::uint8_t>(orientation));
  put(data, std::string("\0\0\0\0\0\0", 6));
  return data;
}

/// The JPEG with such a segment.
inline ByteVector with_orientation(const ByteVector& jpeg, int orientation) {
  ByteVector segment;
  put(segment, std::string("Exif\0\0", 6));
  append(segment, exif(orientation));
  ByteVector bytes;
  append(bytes, std::span(jpeg).first(2));
  append(bytes, {0xff, 0xe1});
  put(bytes, static_cast<std::uint32_t>(segment.size() + 2), 2, true);
  append(bytes, segment);
  append(bytes, std::span(jpeg).subspan(2));
  return bytes;
}

/// The PNG with such a chunk after its header.
inline ByteVector png_with_orientation(const ByteVector& png, int orientation) {
  constexpr size_t header_end = 8 + 25;
  ByteVector bytes;
  append(bytes, std::span(png).first(header_end));
  put_chunk(bytes, "eXIf", exif(orientation));
  append(bytes, std::span(png).subspan(header_end));
  return bytes;
}

/// The WebP still picture with such a chunk at its end, announced in a header of its own. `marked`:
/// the data begin as in a JPEG.
inline ByteVector webp_with_orientation(const ByteVector& webp, int height, int width,
                                        int orientation, bool marked = false) {
  ByteVector chunks;
  put(chunks, "WEBPVP8X");
  put(chunks, 10, 4, false);
  append(chunks, {8, 0, 0, 0});
  put(chunks, static_cast<std::uint32_t>(width - 1), 3, false);
  put(chunks, static_cast<std::uint32_t>(height - 1), 3, false);
  append(chunks, std::span(webp).subspan(12));
  ByteVector data;
  if (marked) put(data, std::string("Exif\0\0", 6));
  append(data, exif(orientation));
  put(chunks, "EXIF");
  put(chunks, static_cast<std::uint32_t>(data.size()), 4, false);
  append(chunks, data);
  ByteVector bytes;
  put(bytes, "RIFF");
  put(bytes, static_cast<std::uint32_t>(chunks.size()), 4, false);
  append(bytes, chunks);
  return bytes;
}

}  // namespace fovea::datasets
