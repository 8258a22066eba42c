// Which bytes of the arena are taken at which steps. This is a tree over the steps: a span of
// memory is noted at the few nodes whose steps together are its steps, and at the nodes above them.
// Spans that are side by side, as in an arena, become one run of bytes. So a search needs some
// logarithms of the number of spans, and does not look at each span.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

namespace fovea {

class ArenaOccupancy {
 public:
  /// For steps 0 .. steps - 1.
  explicit ArenaOccupancy(int steps);

  /// The end of a run of bytes taken at one of the steps `first` to `last`, both included, that
  /// shares a byte with [offset, offset + bytes); `offset` if there is none.
  std::int64_t end_of_conflict(int first, int last, std::int64_t offset, std::int64_t bytes) const;

  /// Takes [offset, offset + bytes) at these steps.
  void take(int first, int last, std::int64_t offset, std::int64_t bytes);

 private:
  struct Intervals {
    std::map<std::int64_t, std::int64_t> end_by_start;  // neither overlap nor touch
    void add(std::int64_t start, std::int64_t end);
    std::int64_t end_of_conflict(std::int64_t offset, std::int64_t bytes) const;
  };
  struct Node {
    Intervals all_along;  // taken at every step of the node
    Intervals somewhere;  // taken at one of its steps
  };

  std::int64_t find(size_t node, int low, int high, int first, int last, std::int64_t offset,
                    std::int64_t bytes) const;
  void take(size_t node, int low, int high, int first, int last, std::int64_t start,
            std::int64_t end);

  int steps_;
  std::vector<Node> nodes_;  // the children of node i are 2 i + 1 and 2 i + 2
};

}  // namespace fovea
