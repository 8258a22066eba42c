// Products of whole matrices, distributed over the threads: used by dense and by the 1x1
// convolutions.
#pragma once

#include "backends/cpu/gemm/gemm.h"

namespace fovea::cpu {

/// How a product is cut into chunks of about 20 microseconds or more.
struct Grid {
  Index row_parts = 1, column_parts = 1, k_parts = 1;
  int chunks() const { return static_cast<int>(row_parts * column_parts * k_parts); }
};

/// c (rows, columns) = a (rows, k) b, with b packed; row r of a at a + r * lda.
struct MatrixProduct {
  const float* a = nullptr;
  Index lda = 0, rows = 0, k = 0, columns = 0;
  const float* packed = nullptr;
  float* c = nullptr;
  Index ldc = 0;
  const Finish* finish = nullptr;
};
void multiply(const MatrixProduct& product);

/// c (rows, columns) = a (k, rows) transposed times b (k, columns), all contiguous unless b_rows
/// gives the place of each row of b.
struct TransposedProduct {
  const float *a = nullptr, *b = nullptr;
  std::span<const float* const> b_rows = {};
  Index rows = 0, columns = 0, k = 0;
  float* c = nullptr;
  std::byte* scratch = nullptr;  // scratch_bytes()

  std::int64_t scratch_bytes() const;
};
void multiply(const TransposedProduct& product);

/// Whether rows at this distance in floats use the same sets of a first-level cache
/// (8 or 12 ways of 4 KiB), so that the rows of a tile push each other out.
inline bool rows_collide(Index stride) { return stride % 1024 == 0 && tile_rows() > 8; }
/// With this many columns of b it is faster to copy rows that collide.
constexpr Index copy_columns = 8 * panel_width;
/// The floats for copies of rows of k floats that do not collide.
constexpr size_t collision_free_count(Index rows, Index k) {
  return static_cast<size_t>(rows * (k + panel_width));
}
/// The room for pointers before the copies, such that the copies begin at a cache line.
constexpr Index pointer_count(Index rows) { return round_up(rows, 8); }
/// Copies the rows and lets the pointers point to the copies.
void copy_rows(const float** pointers, Index rows, Index k, void* room);

/// A sum of `count` results that is cut into parts: each sums into its own copy, and the copies are
/// added in order. If there is only one part, it sums into the results themselves.
struct PartSums {
  Index parts = 1, count = 0;

  std::int64_t scratch_bytes() const {
    return parts == 1 ? 0 : parts * count * Index{sizeof(float)};
  }
  /// The place of the copies, which are `count` floats apart.
  float* copies(std::byte* scratch, float* results) const {
    return parts == 1 ? results : reinterpret_cast<float*>(scratch);
  }
  void add_up(const float* copies, float* results) const;
};

}  // namespace fovea::cpu
