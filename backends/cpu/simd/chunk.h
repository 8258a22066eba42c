// How much a chunk of a plain kernel computes.
#pragma once

#include <algorithm>
#include <cstddef>

namespace fovea::cpu {

/// Elements in a chunk of kernels that take a few operations for each: 64 KiB of floats, a part of
/// the second-level cache.
constexpr std::size_t elementwise_chunk = 16384;

/// Rows of `row` elements in such a chunk, at least one.
constexpr std::size_t rows_per_chunk(std::size_t row) {
  return std::max<std::size_t>(1, elementwise_chunk / std::max<std::size_t>(1, row));
}

}  // namespace fovea::cpu
