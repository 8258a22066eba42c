#include "fovea/core/terminal_text.h"

#include <fmt/format.h>

#include <algorithm>

namespace fovea {

namespace {

struct Character {
  char32_t code;
  size_t bytes;  // 0: not UTF-8
};

/// The character that the text begins with. Forms that are too long, and surrogates, are not UTF-8.
Character first_character(std::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  if (byte(0) < 0x80) return {byte(0), 1};
  const size_t bytes = byte(0) >= 0xf0 ? 4 : byte(0) >= 0xe0 ? 3 : 2;
  constexpr char32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
  if (byte(0) < 0xc2 || byte(0) > 0xf4 || text.size() < bytes) return {0, 0};
  char32_t code = byte(0) & (0x7fu >> bytes);
  for (size_t i = 1; i < bytes; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return {0, 0};
    code = code << 6 | (byte(i) & 0x3fu);
  }
  const bool surrogate = code >= 0xd800 && code < 0xe000;
  if (code < smallest[bytes] || code > 0x10ffff || surrogate) return {0, 0};
  return {code, bytes};
}

/// Whether it moves the cursor, breaks the line, changes the direction of writing or shows nothing.
bool acts_on_terminal(char32_t code) {
  return code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0x61c ||
         (code >= 0x200b && code <= 0x200f) || (code >= 0x2028 && code <= 0x202e) ||
         (code >= 0x2060 && code <= 0x206f) || code == 0xfeff || code >= 0xe0000;
}

std::string escaped(char32_t code) {
  if (code == '\n') return "\\n";
  if (code == '\r') return "\\r";
  if (code == '\t') return "\\t";
  const auto number = static_cast<unsigned>(code);
  return code < 0x80 ? fmt::format("\\x{:02x}", number) : fmt::format("\\u{:04x}", number);
}

}  // namespace

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const size_t bytes = first_character(text).bytes;
    if (bytes == 0) return false;
    text.remove_prefix(bytes);
  }
  return true;
}

std::string terminal_text(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const auto [code, bytes] = first_character(text);
    if (bytes == 0) {
      result += fmt::format("\\x{:02x}", static_cast<unsigned char>(text[0]));
    } else if (acts_on_terminal(code)) {
      result += escaped(code);
    } else {
      result += text.substr(0, bytes);
    }
    text.remove_prefix(bytes ? bytes : 1);
  }
  return result;
}

std::string listed(std::span<const std::string> names) {
  constexpr size_t most = 8;
  std::string text;
  for (const std::string& name : names.first(std::min(names.size(), most))) {
    text += fmt::format("{}'{}'", text.empty() ? "" : ", ", name);
  }
  return names.size() > most ? text + fmt::format(" and {} more", names.size() - most) : text;
}

}  // namespace fovea
