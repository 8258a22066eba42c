// c[r, n] = sum over k a[r, k] b[k, n] with an epilogue: the register tile holds up to 14 rows
// by 2 vectors of 16 lanes (AVX-512), 6 by 2 of 8 (AVX2); every step of k broadcasts one float per
// row and loads the vectors of one row of a panel of b. All pointers stay fixed while a single
// offset runs over the segments, so even a short segment costs almost nothing. The rows are cut
// into tiles of nearly equal height, not into full ones and a small rest.
#include "backends/cpu/gemm/gemm.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "backends/cpu/gemm/multiply_rows.cpp"
#include <hwy/foreach_target.h>
// These must come after foreach_target.h.
#include <hwy/highway.h>

#include "backends/cpu/gemm/row_tile-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fovea::cpu {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

template <class D, size_t kRows, size_t kVectors>
HWY_NOINLINE void tile(const RowProduct& product, Index row, Index column) {
  const D d;
  const Index lanes = static_cast<Index>(hn::Lanes(d));
  const float* a[kRows];
  const float* b[kVectors];
  hn::Vec<D> sums[kRows][kVectors];
  FOVEA_UNROLL for (size_t r = 0; r < kRows; ++r) a[r] = product.rows[static_cast<size_t>(row) + r];
  FOVEA_UNROLL for (size_t j = 0; j < kVectors; ++j) {
    const size_t at = static_cast<size_t>(column + static_cast<Index>(j) * lanes);
    b[j] = product.panels + at % panel_width +
           static_cast<Index>(at / panel_width) * product.panel_stride;
  }
  const float* c = product.c + row * product.ldc + column;
  FOVEA_UNROLL for (size_t r = 0; r < kRows; ++r, c += product.ldc) {
    FOVEA_UNROLL for (size_t j = 0; j < kVectors; ++j) {
      sums[r][j] = product.add ? hn::LoadU(d, c + static_cast<Index>(j) * lanes) : hn::Zero(d);
    }
  }
  for (const Segment& segment : product.segments) {
    Index at_b = segment.b * panel_width;
    const Index end = segment.a + segment.length;
    for (Index k = segment.a; k < end; ++k, at_b += panel_width) {
      hn::Vec<D> right[kVectors];
      FOVEA_UNROLL for (size_t j = 0; j < kVectors; ++j) right[j] = hn::Load(d, b[j] + at_b);
      FOVEA_UNROLL for (size_t r = 0; r < kRows; ++r) {
        const auto left = hn::Set(d, a[r][k]);
        FOVEA_UNROLL for (size_t j = 0; j < kVectors; ++j) {
          sums[r][j] = hn::MulAdd(left, right[j], sums[r][j]);
        }
      }
    }
  }
  store_tile<D, kRows, kVectors>(d, product, row, column, sums);
}

// Tiles of all heights 1 .. kRows, as a table.
template <class D, size_t kVectors, size_t... kHeights>
void tile_of_height(std::index_sequence<kHeights...>, Index height, const RowProduct& product,
                    Index row, Index column) {
  using Function = void (*)(const RowProduct&, Index, Index);
  static constexpr Function tiles[] = {&tile<D, kHeights + 1, kVectors>...};
  tiles[height - 1](product, row, column);
}

template <class D, size_t kVectors>
void column_of_tiles(const RowProduct& product, Index column) {
  constexpr size_t highest = kVectors == 1 ? kTileRows1 : kTileRows2;
  const Index rows = static_cast<Index>(product.rows.size());
  const Index tiles = divide_up(rows, static_cast<Index>(highest));
  for (Index t = 0; t < tiles; ++t) {
    const Range range = part_of(rows, tiles, t);
    tile_of_height<D, kVectors>(std::make_index_sequence<highest>(), range.size(), product,
                                range.begin, column);
  }
}

void multiply_rows(const RowProduct& product) {
  const Full full;
  const Index lanes = static_cast<Index>(hn::Lanes(full));
  Index column = product.columns.begin;
  while (column < product.columns.end) {
    const Index left = product.columns.end - column;
    if (left > lanes) {
      column_of_tiles<Full, 2>(product, column);
      column += 2 * lanes;
    } else {
      if (left <= 8 && lanes > 8) {
        column_of_tiles<Vector8, 1>(product, column);
      } else {
        column_of_tiles<Full, 1>(product, column);
      }
      column += lanes;
    }
  }
}

Index tile_rows() { return static_cast<Index>(kTileRows2); }

}  // namespace HWY_NAMESPACE
}  // namespace fovea::cpu
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fovea::cpu {

HWY_EXPORT(multiply_rows);
HWY_EXPORT(tile_rows);
void multiply_rows(const RowProduct& product) { HWY_DYNAMIC_DISPATCH(multiply_rows)(product); }
Index tile_rows() { return HWY_DYNAMIC_DISPATCH(tile_rows)(); }

}  // namespace fovea::cpu
#endif
