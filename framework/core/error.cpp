#include "fovea/core/error.h"

#include <algorithm>
#include <vector>

#include "fovea/core/terminal_text.h"

namespace fovea {

namespace {

/// A message stays short enough to read, whatever a file holds. Its end is kept: it is the advice.
std::string cut_in_the_middle(std::string text) {
  constexpr size_t most = 1800, end = 600;
  if (text.size() <= most) return text;
  const auto within_character = [&](size_t i) { return (text[i] & 0xc0) == 0x80; };
  size_t first = most - end, last = text.size() - end;
  while (within_character(first)) --first;
  while (within_character(last)) ++last;
  return text.substr(0, first) + " ... " + text.substr(last);
}

}  // namespace

Error Error::at(std::string_view place) const {
  Error outer = *this;
  outer.where_ = where_.empty() ? std::string(place) : fmt::format("{}: {}", place, where_);
  outer.compose();
  return outer;
}

Error Error::hint(std::string_view advice) const {
  Error advised = *this;
  advised.hint_ = advice;
  advised.compose();
  return advised;
}

void Error::compose() {
  text_ = where_.empty() ? what_ : fmt::format("{}: {}", where_, what_);
  if (!hint_.empty()) text_ += "; " + hint_;
  text_ = cut_in_the_middle(terminal_text(text_));
}

namespace {

// Insertions, deletions, substitutions and swaps of neighbours that turn a into b ("optimal
// string alignment").
size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<size_t> before, above(b.size() + 1), row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    before = std::exchange(above, row);
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({above[j - 1] + (a[i - 1] != b[j - 1]), above[j] + 1, row[j - 1] + 1});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before[j - 2] + 1);
      }
    }
  }
  return row[b.size()];
}

}  // namespace

std::string nearest(std::string_view name, std::span<const std::string> candidates) {
  std::string best;
  constexpr size_t longest = 200;  // the time of the search grows with the product of both lengths
  if (name.size() > longest) return best;
  // A name that goes on where this one ends is meant more likely than another of its length.
  for (const std::string& candidate : candidates) {
    const bool goes_on = name.size() >= 4 && candidate.starts_with(name);
    if (goes_on && (best.empty() || candidate.size() < best.size())) best = candidate;
  }
  if (!best.empty()) return best;
  size_t least = std::max<size_t>(2, name.size() / 2);
  for (const std::string& candidate : candidates) {
    if (candidate.size() > name.size() + least) continue;
    const size_t distance = edit_distance(name, candidate);
    if (distance <= least && (best.empty() || distance < least)) {
      least = distance;
      best = candidate;
    }
  }
  return best;
}

std::string did_you_mean(std::string_view name, std::span<const std::string> candidates) {
  const std::string best = nearest(name, candidates);
  return best.empty() ? "" : fmt::format("; did you mean '{}'?", best);
}

std::string shell_word(const std::string& text) {
  const std::string_view plain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+=:@,";
  if (!text.empty() && text.find_first_not_of(plain) == std::string::npos) return text;
  std::string word = "'";
  for (const char c : text) {
    if (c == '\'') {
      word += "'\\''";
    } else {
      word += c;
    }
  }
  return word + "'";
}

}  // namespace fovea
