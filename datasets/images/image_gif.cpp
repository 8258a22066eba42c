#include "datasets/images/image_gif.h"

#include <array>
#include <vector>

#include "datasets/images/image_bytes.h"
#include "datasets/images/image_header.h"

namespace fovea::datasets {

namespace {

using Colours = std::span<const std::uint8_t>;  // 3 bytes each

// The contents of the sub-blocks that start at `at`, which is moved to their end. If the file ends
// before, the result is what is there, and `whole` is false.
std::vector<std::uint8_t> sub_blocks(const ImageBytes& file, std::size_t& at, bool& whole) {
  std::vector<std::uint8_t> data;
  whole = false;
  while (file.has(at, 1)) {
    const std::size_t length = std::min<std::size_t>(file.byte(at, "block"), file.size() - at - 1);
    whole = file.byte(at, "block") == 0;
    ++at;
    if (whole) break;
    const auto block = file.part(at, length, "block");
    data.insert(data.end(), block.begin(), block.end());
    at += length;
  }
  return data;
}

// Unpacks LZW codes of a growing number of bits into at most indices.size() palette indices and
// returns how many there were. Codes below `clear` mean themselves; each later code means the
// indices of an earlier code and one more.
std::size_t unpack(std::span<const std::uint8_t> data, int bits, std::span<std::uint8_t> indices) {
  constexpr std::size_t most_codes = 4096;
  const std::size_t clear = std::size_t{1} << bits;
  std::array<std::uint16_t, most_codes> prefix{};
  std::array<std::uint8_t, most_codes> last{}, reversed{};
  for (std::size_t code = 0; code < clear; ++code) last[code] = static_cast<std::uint8_t>(code);
  std::size_t known = clear + 2, before = most_codes, done = 0, position = 0;
  std::uint8_t first = 0;
  std::uint32_t buffer = 0;
  int buffered = 0, width = bits + 1;
  while (done < indices.size()) {
    while (buffered < width && position < data.size()) {
      buffer |= std::uint32_t{data[position++]} << buffered;
      buffered += 8;
    }
    if (buffered < width) break;
    const std::size_t code = buffer & ((1u << width) - 1);
    buffer >>= width;
    buffered -= width;
    if (code == clear) {
      known = clear + 2;
      width = bits + 1;
      before = most_codes;
      continue;
    }
    if (code == clear + 1) break;
    const bool is_next = code == known && before != most_codes;
    if (code >= known && !is_next) break;
    // The indices of a code come in reverse order.
    std::size_t count = 0, entry = code;
    if (is_next) {
      reversed[count++] = first;
      entry = before;
    }
    for (; entry >= clear; entry = prefix[entry]) reversed[count++] = last[entry];
    reversed[count++] = first = last[entry];
    while (count > 0 && done < indices.size()) indices[done++] = reversed[--count];
    if (before != most_codes && known < most_codes) {
      prefix[known] = static_cast<std::uint16_t>(before);
      last[known] = first;
      ++known;
      if (known == std::size_t{1} << width && width < 12) ++width;
    }
    before = code;
  }
  return done;
}

// The row of the picture that is stored as number `stored`.
std::size_t row_of(std::size_t stored, std::size_t height, bool interlaced) {
  if (!interlaced) return stored;
  for (const auto& [from, step] : {std::pair{0, 8}, {4, 8}, {2, 4}, {1, 2}}) {
    const auto start = static_cast<std::size_t>(from), stride = static_cast<std::size_t>(step);
    const std::size_t rows = height > start ? (height - start + stride - 1) / stride : 0;
    if (stored < rows) return start + stored * stride;
    stored -= rows;
  }
  return 0;
}

struct GifDescriptor {
  std::size_t left, top, width, height;
  bool interlaced;
  Colours colours;
};

void put(Tensor& screen, std::size_t x, std::size_t y, Colours colours, std::size_t index) {
  const auto width = static_cast<std::size_t>(screen.shape()[1]);
  const auto pixels = screen.as<std::uint8_t>();
  for (std::size_t c = 0; c < 3; ++c) {
    pixels[(y * width + x) * 3 + c] = 3 * index + c < colours.size() ? colours[3 * index + c] : 0;
  }
}

// Places the unpacked indices on the screen, cut at its borders.
void paint(Tensor& screen, const GifDescriptor& frame, std::span<const std::uint8_t> indices) {
  const auto height = static_cast<std::size_t>(screen.shape()[0]);
  const auto width = static_cast<std::size_t>(screen.shape()[1]);
  for (std::size_t i = 0; i < indices.size(); ++i) {
    const std::size_t x = frame.left + i % frame.width;
    const std::size_t y = frame.top + row_of(i / frame.width, frame.height, frame.interlaced);
    if (x < width && y < height) put(screen, x, y, frame.colours, indices[i]);
  }
}

// The colours at `at`, which is moved to their end, if the flags say that there are some.
Colours colour_table(const ImageBytes& file, std::size_t& at, int flags) {
  if ((flags & 0x80) == 0) return {};
  const Colours colours = file.part(at, std::size_t{3} << ((flags & 7) + 1), "colours");
  at += colours.size();
  return colours;
}

}  // namespace

GifFrame read_gif_frame(std::span<const std::uint8_t> bytes) {
  const ImageBytes file(bytes);
  const std::int64_t width = file.little(6, 2, "header"), height = file.little(8, 2, "header");
  std::size_t at = 13;
  const Colours shared = colour_table(file, at, file.byte(10, "header"));
  const std::size_t background = file.byte(11, "header");
  GifFrame result{Tensor(Shape{height, width, 3}, DType::u8), ""};
  if (!shared.empty()) {
    for (std::size_t i = 0; i < static_cast<std::size_t>(width * height); ++i) {
      put(result.pixels, i % static_cast<std::size_t>(width), i / static_cast<std::size_t>(width),
          shared, background);
    }
  }
  bool whole = false;
  for (int kind = file.byte(at, "blocks"); kind != 0x2c; kind = file.byte(at, "blocks")) {
    if (kind != 0x21) throw Error("has no picture where one should be, at byte {}", at);
    at += 2;  // an extension of any kind
    sub_blocks(file, at, whole);
  }
  GifDescriptor frame{file.little(at + 1, 2, "frame"),
                      file.little(at + 3, 2, "frame"),
                      file.little(at + 5, 2, "frame"),
                      file.little(at + 7, 2, "frame"),
                      false,
                      shared};
  const int flags = file.byte(at + 9, "frame");
  at += 10;
  frame.interlaced = (flags & 0x40) != 0;
  if ((flags & 0x80) != 0) frame.colours = colour_table(file, at, flags);
  const int bits = file.byte(at, "frame");
  ++at;
  if (bits < 1 || bits > 8) throw Error("has pixels of {} bits, at byte {}", bits, at - 1);
  if (frame.width == 0 || frame.height == 0) throw Error("has an empty frame");
  if (frame.width > static_cast<std::size_t>(most_pixels) / frame.height) {
    throw Error("has a frame of {}x{}, more than is read", frame.width, frame.height);
  }
  if (frame.colours.empty()) throw Error("has no colours");
  const std::vector<std::uint8_t> data = sub_blocks(file, at, whole);
  std::vector<std::uint8_t> indices(frame.width * frame.height);
  const std::size_t done = unpack(data, bits, indices);
  if (done == 0) throw Error("has a frame without pixels, at byte {}", at);
  paint(result.pixels, frame, std::span(indices).first(done));
  if (done < indices.size()) {
    result.fault = fmt::format("{}: {} of {} pixels are there",
                               whole ? "has a broken frame" : "is cut short", done, indices.size());
  }
  return result;
}

}  // namespace fovea::datasets
