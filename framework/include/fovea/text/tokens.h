// Tokens: the numbers that a language model reads instead of text.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace fovea {

/// Which number means which piece of text. A byte is its own number. The characters of a text
/// (Unicode's code points, in UTF-8) are numbered from 0 in the order of their code points.
class TokenSet {
 public:
  static TokenSet bytes();
  /// The characters that occur in a text. Throws Error, with the place, for one that is not UTF-8.
  static TokenSet chars_of(std::string_view text);
  /// From its description. Throws Error for another text.
  static TokenSet from_description(const std::string& description);

  /// "bytes", or "chars " and every character in the order of their numbers: a model's file keeps
  /// this text.
  std::string description() const;
  int size() const { return static_cast<int>(pieces_.size()); }
  /// Throws Error, with line and column, for a character that has no number.
  std::vector<std::int32_t> encode(std::string_view text) const;
  /// The bytes of a token. Throws Error for a number that is not a token.
  const std::string& piece(std::int32_t token) const;

 private:
  void add(std::string piece);

  bool chars_ = false;
  std::vector<std::string> pieces_;
  std::map<std::string, std::int32_t, std::less<>> numbers_;
};

}  // namespace fovea
