#include "framework/formats/printable.h"

#include <fmt/format.h>

namespace fovea {

std::string printable(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (result.size() >= 100) return result + "...";
    if (c >= ' ' && c <= '~') {
      result += c;
    } else {
      result += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    }
  }
  return result;
}

}  // namespace fovea
