#include "framework/plan/arena_occupancy.h"

#include <algorithm>
#include <bit>
#include <iterator>

namespace fovea {

ArenaOccupancy::ArenaOccupancy(int steps)
    : steps_(std::max(steps, 1)), nodes_(2 * std::bit_ceil(static_cast<size_t>(steps_))) {}

void ArenaOccupancy::Intervals::add(std::int64_t start, std::int64_t end) {
  auto next = end_by_start.upper_bound(start);
  if (next != end_by_start.begin() && std::prev(next)->second >= start) {
    --next;
    start = next->first;
  }
  while (next != end_by_start.end() && next->first <= end) {
    end = std::max(end, next->second);
    next = end_by_start.erase(next);
  }
  end_by_start.emplace_hint(next, start, end);
}

std::int64_t ArenaOccupancy::Intervals::end_of_conflict(std::int64_t offset,
                                                        std::int64_t bytes) const {
  const auto behind = end_by_start.lower_bound(offset + bytes);
  if (behind == end_by_start.begin()) return offset;
  return std::max(offset, std::prev(behind)->second);
}

std::int64_t ArenaOccupancy::find(size_t node, int low, int high, int first, int last,
                                  std::int64_t offset, std::int64_t bytes) const {
  if (last < low || high < first) return offset;
  const bool inside = first <= low && high <= last;
  const Intervals& intervals = inside ? nodes_[node].somewhere : nodes_[node].all_along;
  const std::int64_t end = intervals.end_of_conflict(offset, bytes);
  if (end > offset || inside) return end;
  const int middle = low + (high - low) / 2;
  const std::int64_t left = find(2 * node + 1, low, middle, first, last, offset, bytes);
  if (left > offset) return left;
  return find(2 * node + 2, middle + 1, high, first, last, offset, bytes);
}

std::int64_t ArenaOccupancy::end_of_conflict(int first, int last, std::int64_t offset,
                                             std::int64_t bytes) const {
  return bytes > 0 ? find(0, 0, steps_ - 1, first, last, offset, bytes) : offset;
}

void ArenaOccupancy::take(size_t node, int low, int high, int first, int last, std::int64_t start,
                          std::int64_t end) {
  if (last < low || high < first) return;
  nodes_[node].somewhere.add(start, end);
  if (first <= low && high <= last) return nodes_[node].all_along.add(start, end);
  const int middle = low + (high - low) / 2;
  take(2 * node + 1, low, middle, first, last, start, end);
  take(2 * node + 2, middle + 1, high, first, last, start, end);
}

void ArenaOccupancy::take(int first, int last, std::int64_t offset, std::int64_t bytes) {
  if (bytes > 0) take(0, 0, steps_ - 1, first, last, offset, offset + bytes);
}

}  // namespace fovea
