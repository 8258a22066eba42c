// Products of whole matrices, spread over the threads: all of dense, and the 1x1 convolutions.
#pragma once

#include "backends/cpu/gemm/gemm.h"

namespace fovea::cpu {

/// How a product is cut into chunks of some 20 microseconds or more.
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

/// c (rows, columns) = a (k, rows) transposed times b (k, columns), all dense unless b_rows says
/// where each row of b lies.
struct TransposedProduct {
  const float *a = nullptr, *b = nullptr;
  std::span<const float* const> b_rows = {};
  Index rows = 0, columns = 0, k = 0;
  float* c = nullptr;
  std::byte* scratch = nullptr;  // scratch_bytes()

  std::int64_t scratch_bytes() const;
};
void multiply(const TransposedProduct& product);

/// Whether rows so many floats apart fall into the same sets of a first-level cache
/// (8 or 12 ways of 4 KiB), so that the rows of a tile push each other out.
inline bool rows_collide(Index stride) { return stride % 1024 == 0 && tile_rows() > 8; }
/// Columns of b for which copies of rows that collide are worth their while.
constexpr Index copy_columns = 8 * panel_width;
/// Room for copies of rows of k floats that do not.
constexpr size_t collision_free_count(Index rows, Index k) {
  return static_cast<size_t>(rows * (k + panel_width));
}
/// Pointers in front of the copies, which then begin at a cache line.
constexpr Index pointer_count(Index rows) { return round_up(rows, 8); }
/// Copies the rows there and lets the pointers point to the copies.
void copy_rows(const float** pointers, Index rows, Index k, void* room);

/// A sum of `count` results that is cut into parts: each sums into its own copy, and the copies are
/// added in order. One part alone sums into the results themselves.
struct PartSums {
  Index parts = 1, count = 0;

  std::int64_t scratch_bytes() const {
    return parts == 1 ? 0 : parts * count * Index{sizeof(float)};
  }
  /// Where the copies lie, `count` floats after each other.
  float* copies(std::byte* scratch, float* results) const {
    return parts == 1 ? results : reinterpret_cast<float*>(scratch);
  }
  void add_up(const float* copies, float* results) const;
};

}  // namespace fovea::cpu
