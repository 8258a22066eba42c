// The one exception of the library, and the search for the name that somebody meant.
#pragma once

#include <fmt/format.h>

#include <exception>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace fovea {

/// What went wrong, where (a node, a file, an offset) and what to do about it.
/// what() reads "where: what; hint" with the empty parts left out: one line of less than 2,000
/// characters, which is safe for a terminal (terminal_text.h).
class Error : public std::exception {
 public:
  template <typename... Args>
  explicit Error(fmt::format_string<Args...> format, Args&&... args)
      : what_(fmt::format(format, std::forward<Args>(args)...)) {
    compose();
  }

  /// The same error with one more place: `place` goes in front of the places named so far.
  Error at(std::string_view place) const;
  /// The same error with advice: what the reader can do about it.
  Error hint(std::string_view advice) const;

  const char* what() const noexcept override { return text_.c_str(); }

 private:
  void compose();
  std::string what_, where_, hint_, text_;
};

/// The candidate most like `name` (by edit distance), or "" when none is near.
std::string nearest(std::string_view name, std::span<const std::string> candidates);

/// "; did you mean 'relu'?" or "" when no candidate is near: to be put after an unknown name.
std::string did_you_mean(std::string_view name, std::span<const std::string> candidates);

/// `text` as one word of a shell command, quoted where it must be: for advice to be copied.
std::string shell_word(const std::string& text);

}  // namespace fovea
