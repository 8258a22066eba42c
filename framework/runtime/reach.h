// Which steps come before which: the transitive closure of a plan's edges, as bit rows.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace fovea {

class Reach {
 public:
  /// Remembers paths between all steps.
  explicit Reach(size_t steps) : Reach(steps, steps) {}
  /// Remembers, for each step, only paths from about `window` steps before it: the memory grows
  /// with the number of steps, not with its square.
  Reach(size_t steps, size_t window)
      : words_(std::min(steps, window) / 64 + 1), rows_(steps * words_) {}

  /// Whether a path is known to lead from i to j, i < j.
  bool before(size_t i, size_t j) const {
    return j / 64 - i / 64 < words_ && ((word(j, i / 64) >> (i % 64)) & 1);
  }
  /// Adds i -> j, i < j; all edges into i must be there already.
  void add_edge(size_t i, size_t j) {
    const size_t oldest = j / 64 + 1 > words_ ? j / 64 + 1 - words_ : 0;
    for (size_t w = oldest; w <= i / 64; ++w) rows_[at(j, w)] |= word(i, w);
    if (i / 64 >= oldest) rows_[at(j, i / 64)] |= std::uint64_t{1} << (i % 64);
  }

 private:
  // Word w of a row, for steps 64 w to 64 w + 63, is at w modulo the window.
  size_t at(size_t row, size_t w) const { return row * words_ + w % words_; }
  std::uint64_t word(size_t row, size_t w) const { return rows_[at(row, w)]; }

  size_t words_;
  std::vector<std::uint64_t> rows_;
};

}  // namespace fovea
