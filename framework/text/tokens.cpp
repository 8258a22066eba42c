#include "fovea/text/tokens.h"

#include <set>

#include "fovea/core/error.h"
#include "fovea/core/terminal_text.h"

namespace fovea {

namespace {

constexpr std::string_view chars_mark = "chars ";

// "line 3, column 14"; columns are bytes, counted from 1.
std::string place_in(std::string_view text, size_t at) {
  size_t line = 1, start = 0;
  for (size_t i = 0; i < at; ++i) {
    if (text[i] != '\n') continue;
    ++line;
    start = i + 1;
  }
  return fmt::format("line {}, byte {}", line, at - start + 1);
}

// Bytes of the character that begins here; 0 if none does, as in Unicode 15, table 3-7.
size_t char_bytes(std::string_view text, size_t at) {
  const auto byte = [&](size_t i) {
    return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0u;
  };
  const auto follows = [&](size_t i, unsigned low = 0x80, unsigned high = 0xBF) {
    return byte(i) >= low && byte(i) <= high;
  };
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return follows(1) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    const unsigned low = first == 0xE0 ? 0xA0 : 0x80, high = first == 0xED ? 0x9F : 0xBF;
    return follows(1, low, high) && follows(2) ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    const unsigned low = first == 0xF0 ? 0x90 : 0x80, high = first == 0xF4 ? 0x8F : 0xBF;
    return follows(1, low, high) && follows(2) && follows(3) ? 4 : 0;
  }
  return 0;
}

// Calls visit(character, place) for each.
template <typename Visit>
void each_char(std::string_view text, const Visit& visit) {
  for (size_t at = 0; at < text.size();) {
    const size_t bytes = char_bytes(text, at);
    if (bytes == 0) {
      throw Error("the text is not UTF-8 at {}", place_in(text, at))
          .hint("--tokens bytes takes any text");
    }
    visit(text.substr(at, bytes), at);
    at += bytes;
  }
}

}  // namespace

void TokenSet::add(std::string piece) {
  numbers_.emplace(piece, size());
  pieces_.push_back(std::move(piece));
}

TokenSet TokenSet::bytes() {
  TokenSet set;
  for (int byte = 0; byte < 256; ++byte) set.add(std::string(1, static_cast<char>(byte)));
  return set;
}

TokenSet TokenSet::chars_of(std::string_view text) {
  std::set<std::string_view> chars;  // the order of UTF-8 is that of the code points
  each_char(text, [&](std::string_view one, size_t) { chars.insert(one); });
  TokenSet set;
  set.chars_ = true;
  for (const std::string_view one : chars) set.add(std::string(one));
  return set;
}

TokenSet TokenSet::from_description(const std::string& description) {
  if (description == "bytes") return bytes();
  if (!description.starts_with(chars_mark)) {
    throw Error("describes no tokens: it is neither 'bytes' nor 'chars ...'");
  }
  TokenSet set;
  set.chars_ = true;
  each_char(std::string_view(description).substr(chars_mark.size()),
            [&](std::string_view one, size_t) {
              if (set.numbers_.contains(one)) throw Error("has a character twice");
              set.add(std::string(one));
            });
  return set;
}

std::string TokenSet::description() const {
  if (!chars_) return "bytes";
  std::string text(chars_mark);
  for (const std::string& piece : pieces_) text += piece;
  return text;
}

std::vector<std::int32_t> TokenSet::encode(std::string_view text) const {
  std::vector<std::int32_t> tokens;
  if (!chars_) {
    for (const char byte : text) tokens.push_back(static_cast<unsigned char>(byte));
    return tokens;
  }
  each_char(text, [&](std::string_view one, size_t at) {
    const auto number = numbers_.find(one);
    if (number == numbers_.end()) {
      throw Error("the model does not know the character '{}' at {}",
                  terminal_text(std::string(one)), place_in(text, at))
          .hint(fmt::format("it knows {} others", size()));
    }
    tokens.push_back(number->second);
  });
  return tokens;
}

const std::string& TokenSet::piece(std::int32_t token) const {
  if (token < 0 || token >= size()) throw Error("there is no token {}", token);
  return pieces_[static_cast<size_t>(token)];
}

}  // namespace fovea
