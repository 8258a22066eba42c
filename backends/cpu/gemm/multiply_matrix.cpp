// multiply_matrix: multiply_rows for rows that are one after another in memory and a b that stays
// in the second-level cache. It finishes all columns of a row tile before the next: the tile's rows
// of a stay in the first-level cache, and b comes from the second. The data from memory (the
// residual, c, the next tile's rows) are prefetched while the tile multiplies, a few lines in each
// sixteenth of k. Otherwise neither the hardware nor the stores at a tile's end would overlap with
// the arithmetic.
#include "backends/cpu/gemm/gemm.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "backends/cpu/gemm/multiply_matrix.cpp"
#include <hwy/foreach_target.h>
// These must come after foreach_target.h.
#include <hwy/highway.h>

#include "backends/cpu/gemm/row_tile-inl.h"

#ifndef FOVEA_CPU_GEMM_AHEAD
#define FOVEA_CPU_GEMM_AHEAD
namespace fovea::cpu {

constexpr Index fetch_pieces = 16;  // of k
constexpr Index line_floats = 16;   // of a cache line

// Lines of the next rows of a; each tile fetches some of them.
struct Ahead {
  const float* first = nullptr;
  Index lines = 0;
};

}  // namespace fovea::cpu
#endif

HWY_BEFORE_NAMESPACE();
namespace fovea::cpu {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Fetches row `row` of a tile of c, two vectors wide, and of the residual.
template <class D>
HWY_INLINE void fetch_row(D d, const RowProduct& product, Index row, Index column) {
  const Index lanes = static_cast<Index>(hn::Lanes(d)), at = row * product.ldc + column;
  for (Index i = 0; i < 2 * lanes; i += std::min(lanes, line_floats)) {
    if (product.finish && product.finish->residual) {
      __builtin_prefetch(product.finish->residual + at + i);
    }
    __builtin_prefetch(product.c + at + i, 1);
  }
}

template <class D, size_t kRows>
HWY_NOINLINE void fetching_tile(const RowProduct& product, Index row, Index column, Ahead ahead) {
  const D d;
  const float* a[kRows];
  const float* b[2];
  hn::Vec<D> sums[kRows][2];
  FOVEA_UNROLL for (size_t r = 0; r < kRows; ++r) a[r] = product.rows[static_cast<size_t>(row) + r];
  FOVEA_UNROLL for (size_t j = 0; j < 2; ++j) {
    const size_t at = static_cast<size_t>(column) + j * hn::Lanes(d);
    b[j] = product.panels + at % panel_width +
           static_cast<Index>(at / panel_width) * product.panel_stride;
  }
  FOVEA_UNROLL for (size_t r = 0; r < kRows; ++r) {
    FOVEA_UNROLL for (size_t j = 0; j < 2; ++j) sums[r][j] = hn::Zero(d);
  }
  const Index k_count = product.segments.front().length;
  const Index lines = divide_up(ahead.lines, fetch_pieces);  // per piece
  for (Index piece = 0, k = 0; piece < fetch_pieces; ++piece) {
    if (piece < static_cast<Index>(kRows)) fetch_row(d, product, row + piece, column);
    const float* next = ahead.first + piece * lines * line_floats;
    for (Index i = 0; i < lines; ++i) __builtin_prefetch(next + i * line_floats, 0, 2);
    for (const Index end = k_count * (piece + 1) / fetch_pieces; k < end; ++k) {
      hn::Vec<D> right[2];
      FOVEA_UNROLL for (size_t j = 0; j < 2; ++j) right[j] = hn::Load(d, b[j] + k * panel_width);
      FOVEA_UNROLL for (size_t r = 0; r < kRows; ++r) {
        const auto left = hn::Set(d, a[r][k]);
        FOVEA_UNROLL for (size_t j = 0; j < 2; ++j) {
          sums[r][j] = hn::MulAdd(left, right[j], sums[r][j]);
        }
      }
    }
  }
  store_tile<D, kRows, 2>(d, product, row, column, sums);
}

template <class D, size_t... kHeights>
void fetching_tile_of_height(std::index_sequence<kHeights...>, Index height,
                             const RowProduct& product, Index row, Index column, Ahead ahead) {
  using Function = void (*)(const RowProduct&, Index, Index, Ahead);
  static constexpr Function tiles[] = {&fetching_tile<D, kHeights + 1>...};
  tiles[height - 1](product, row, column, ahead);
}

// Computes one tile, `rows` of the product; `next` are the rows after it and the number of
// their floats.
void multiply_row_tile(const RowProduct& product, Range rows, Ahead next) {
  const Index width = 2 * static_cast<Index>(hn::Lanes(Full()));
  const Index whole = product.columns.size() / width;
  Ahead ahead = next;
  ahead.lines = whole > 0 ? divide_up(next.lines, whole) : 0;
  for (Index i = 0; i < whole; ++i, ahead.first += ahead.lines * line_floats) {
    fetching_tile_of_height<Full>(std::make_index_sequence<kTileRows2>(), rows.size(), product,
                                  rows.begin, product.columns.begin + i * width, ahead);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace fovea::cpu
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fovea::cpu {

HWY_EXPORT(multiply_row_tile);

void multiply_matrix(const RowProduct& product) {
  const Index count = static_cast<Index>(product.rows.size());
  const Index tiles = divide_up(count, tile_rows());
  const Index k = product.segments.front().length;
  for (Index t = 0; t < tiles; ++t) {
    const Range rows = part_of(count, tiles, t);
    Ahead next;
    if (t + 1 < tiles) {
      next.first = product.rows[static_cast<size_t>(rows.end)];
      next.lines = part_of(count, tiles, t + 1).size() * k / line_floats;
    }
    HWY_DYNAMIC_DISPATCH(multiply_row_tile)(product, rows, next);
  }
}

}  // namespace fovea::cpu
#endif
