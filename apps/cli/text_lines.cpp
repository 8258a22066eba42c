#include "apps/cli/text_lines.h"

#include <algorithm>
#include <cstdint>

namespace fovea::apps {

namespace {

void add_utf8(std::string& text, std::uint32_t code) {
  const auto put = [&](std::uint32_t byte) { text += static_cast<char>(byte); };
  if (code < 0x80) return put(code);
  if (code < 0x800) {
    put(0xc0 | code >> 6);
  } else {
    if (code < 0x10000) {
      put(0xe0 | code >> 12);
    } else {
      put(0xf0 | code >> 18);
      put(0x80 | (code >> 12 & 0x3f));
    }
    put(0x80 | (code >> 6 & 0x3f));
  }
  put(0x80 | (code & 0x3f));
}

// Single halves of a surrogate pair become the replacement character.
std::string from_utf16(std::string_view bytes, bool big) {
  std::string text;
  const auto unit = [&](std::size_t at) {
    const auto byte = [&](std::size_t i) {
      return std::uint32_t{static_cast<unsigned char>(bytes[i])};
    };
    return big ? byte(at) << 8 | byte(at + 1) : byte(at + 1) << 8 | byte(at);
  };
  for (std::size_t at = 0; at + 1 < bytes.size(); at += 2) {
    std::uint32_t code = unit(at);
    if (code >= 0xd800 && code < 0xe000) {
      const std::uint32_t second = at + 3 < bytes.size() ? unit(at + 2) : 0;
      const bool pair = code < 0xdc00 && second >= 0xdc00 && second < 0xe000;
      code = pair ? 0x10000 + ((code - 0xd800) << 10) + (second - 0xdc00) : 0xfffd;
      if (pair) at += 2;
    }
    add_utf8(text, code);
  }
  return text;
}

}  // namespace

std::vector<std::string> text_lines(std::string_view text) {
  std::string converted;
  if (text.starts_with("\xef\xbb\xbf")) {
    text.remove_prefix(3);
  } else if (text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff")) {
    converted = from_utf16(text.substr(2), text.starts_with("\xfe\xff"));
    text = converted;
  }
  const char ending = text.find('\n') == std::string_view::npos ? '\r' : '\n';
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(ending), text.size());
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines.emplace_back(line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

}  // namespace fovea::apps
