// The bytes of a picture file; reading beyond their end is an error.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "fovea/core/error.h"

namespace fovea::datasets {

class ImageBytes {
 public:
  explicit ImageBytes(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}

  std::size_t size() const { return bytes_.size(); }
  bool has(std::size_t at, std::size_t count) const { return at <= size() && count <= size() - at; }
  bool equal(std::size_t at, std::string_view text) const {
    return has(at, text.size()) &&
           std::equal(text.begin(), text.end(), bytes_.begin() + static_cast<std::ptrdiff_t>(at),
                      [](char a, std::uint8_t b) { return static_cast<std::uint8_t>(a) == b; });
  }
  /// Throws Error, which names `what` and the end, if the file is too short.
  std::span<const std::uint8_t> part(std::size_t at, std::size_t count, const char* what) const {
    if (!has(at, count))
      throw Error("is cut short: it ends at byte {}, inside its {}", size(), what);
    return bytes_.subspan(at, count);
  }
  std::uint8_t byte(std::size_t at, const char* what) const { return part(at, 1, what)[0]; }
  std::uint32_t big(std::size_t at, std::size_t count, const char* what) const {
    std::uint32_t number = 0;
    for (const std::uint8_t byte : part(at, count, what)) number = number << 8 | byte;
    return number;
  }
  std::uint32_t little(std::size_t at, std::size_t count, const char* what) const {
    std::uint32_t number = 0;
    int shift = 0;
    for (const std::uint8_t byte : part(at, count, what)) {
      number |= std::uint32_t{byte} << shift;
      shift += 8;
    }
    return number;
  }

 private:
  std::span<const std::uint8_t> bytes_;
};

}  // namespace fovea::datasets
