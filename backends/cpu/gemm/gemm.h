// The matrix products that dense and conv2d use: dense is one product per pass; conv2d is a product
// over rows (pixels) that can be anywhere in memory (implicit GEMM, no im2col).
//
//   multiply_rows     c[r, n]  = sum over k a[r, k] b[k, n]     forward and input gradient
//   multiply_columns  c[m, n] (+)= sum over k a[k, m] b[k, n]   weight gradient
//
// Both keep a tile of c in registers, broadcast elements of a and load vectors of b. Sums run
// over k in ascending order, so results depend only on shapes and the instruction set.
// Each product has a file of its name.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace fovea::cpu {

using Index = std::ptrdiff_t;

/// b of multiply_rows is packed: panels of 16 columns side by side, each (k, 16), the last one
/// filled up with zeros. The layout is the same for every instruction set.
constexpr Index panel_width = 16;

constexpr Index divide_up(Index a, Index b) { return (a + b - 1) / b; }
constexpr Index round_up(Index a, Index b) { return divide_up(a, b) * b; }
/// Floats of a packed (k, n) matrix.
constexpr Index packed_count(Index k, Index n) { return k * round_up(n, panel_width); }

/// Larger results are stored past the caches: no cache would keep them until they are read.
constexpr Index cached_floats = Index{1} << 18;

/// Part `i` of 0 .. count-1, cut into `parts` nearly equal ranges of multiples of `unit`.
struct Range {
  Index begin, end;
  Index size() const { return end - begin; }
};
inline Range part_of(Index count, Index parts, Index i, Index unit = 1) {
  const Index units = divide_up(count, unit);
  const Index end = units * (i + 1) / parts * unit;
  return {units * i / parts * unit, end < count ? end : count};
}

/// A run of k: elements a[row + offset_a ...] meet the rows k_b ... of b.
struct Segment {
  Index a, b, length;
};

/// What is done to a sum before it is stored in c (fovea/kernels/epilogue.h). The pointers are null
/// if the flags say so; residual points to the element for the first element of c.
struct Finish {
  const float *scale = nullptr, *shift = nullptr, *residual = nullptr;
  float slope = 1, low = 0, high = 0;
  bool clamps = false;
};

struct RowProduct {
  std::span<const float* const> rows;  // of a
  std::span<const Segment> segments;   // b: first row of the panel
  const float* panels = nullptr;       // 64-byte aligned
  Index panel_stride = 0;              // floats from one panel to the next
  Range columns = {};                  // of b and c; begins at a multiple of 16
  float* c = nullptr;                  // element (0, 0)
  Index ldc = 0;
  const Finish* finish = nullptr;  // null: store the sums; operands are indexed by column
  bool add = false;                // the sums start from c; only for whole vectors of columns
};
void multiply_rows(const RowProduct& product);
/// The most rows that multiply_rows treats together.
Index tile_rows();

/// The same for one segment of rows that are one after another in memory, and for whole pairs of
/// panels that stay in the second-level cache.
void multiply_matrix(const RowProduct& product);

/// Columns of b that are side by side in memory, and their place in a row of c. Up to 15 floats
/// after the last column are read and ignored.
struct ColumnSpan {
  Index b, c, count;
};

struct ColumnProduct {
  const float* a = nullptr;  // element (k, m) at a + segment.a + k * lda + m
  Index lda = 0;
  Index a_panel_stride = 0;  // not 0: a is packed, and m counts from the start of its first panel
  Range rows = {};           // m
  const float* b = nullptr;  // element (k, n) at b + segment.b + k * ldb + n
  Index ldb = 0;
  std::span<const ColumnSpan> spans;
  std::span<const Segment> segments;  // a and b: offsets in floats
  float* c = nullptr;
  Index ldc = 0;
  bool add = false;  // adds to c
  /// c is larger than a cache: its lines are neither read nor kept. Only for whole vectors of
  /// spans, and if c, ldc and spans begin at multiples of 16 floats. Ends with a flush.
  bool past_caches = false;
};
void multiply_columns(const ColumnProduct& product);

/// a of multiply_columns may be packed too: panels of 12 columns, each (k, 12). That is faster if
/// rows of a are far apart and are used with many columns of b.
constexpr Index a_panel_width = 12;
constexpr Index a_packed_count(Index k, Index columns) {
  return k * round_up(columns, a_panel_width);
}
/// Packs (k, columns) with rows lda apart; the panel stride is k * 12.
void pack_a(const float* a, Index lda, Index k, Index columns, float* packed);

}  // namespace fovea::cpu
