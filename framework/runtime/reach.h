// Which steps come before which: the transitive closure of a plan's edges, as bit rows.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace fovea {

class Reach {
 public:
  explicit Reach(size_t steps) : words_((steps + 63) / 64), rows_(steps * words_) {}

  /// Whether a path leads from i to j.
  bool before(size_t i, size_t j) const { return (rows_[j * words_ + i / 64] >> (i % 64)) & 1; }
  /// Adds i -> j; all edges into i must be there already.
  void add_edge(size_t i, size_t j) {
    for (size_t w = 0; w < words_; ++w) rows_[j * words_ + w] |= rows_[i * words_ + w];
    rows_[j * words_ + i / 64] |= std::uint64_t{1} << (i % 64);
  }

 private:
  size_t words_;
  std::vector<std::uint64_t> rows_;
};

}  // namespace fovea
