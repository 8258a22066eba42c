// c[m, n] (+)= sum over k a[k, m] b[k, n]: outer products of a row of a and a row of b, which are
// not packed, summed in a register tile over all segments of k. The columns come as runs (for
// conv2d: one per filter tap). They are cut into vectors, which are taken two at a time, so runs of
// a few columns fill a tile together.
#include <hwy/cache_control.h>

#include <algorithm>
#include <cstring>

#include "backends/cpu/gemm/gemm.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "backends/cpu/gemm/multiply_columns.cpp"
#include <hwy/foreach_target.h>
// These must come after foreach_target.h.
#include <hwy/highway.h>

#include "backends/cpu/gemm/tile-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fovea::cpu {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Adds a tile of partial vectors to c, or stores it; its sums are in `sums`, vector after vector.
template <class D, size_t kVectors>
HWY_NOINLINE void store_outer(D d, const ColumnProduct& product, const float* sums, Index rows,
                              Index row, const ColumnSpan* vectors) {
  const Index lanes = static_cast<Index>(hn::Lanes(d));
  for (size_t j = 0; j < kVectors; ++j) {
    const float* from = sums + static_cast<Index>(j) * lanes;
    float* c = product.c + row * product.ldc + vectors[j].c;
    for (Index r = 0; r < rows; ++r, c += product.ldc, from += Index{kVectors} * lanes) {
      auto sum = hn::Load(d, from);
      if (product.add) sum = hn::Add(sum, load_part(d, c, vectors[j].count));
      store_part(d, sum, c, vectors[j].count);
    }
  }
}

template <class D, size_t kRows, size_t kVectors>
HWY_NOINLINE void outer_tile(const ColumnProduct& product, Index row, const ColumnSpan* vectors) {
  const D d;
  const Index lda = product.lda, ldb = product.ldb;
  Index row_in_a = row;
  if (product.a_panel_stride) {
    row_in_a = row / a_panel_width * product.a_panel_stride + row % a_panel_width;
  }
  hn::Vec<D> sums[kRows][kVectors];
  FOVEA_UNROLL for (size_t r = 0; r < kRows; ++r) {
    FOVEA_UNROLL for (size_t j = 0; j < kVectors; ++j) sums[r][j] = hn::Zero(d);
  }
  for (const Segment& segment : product.segments) {
    const float* a = product.a + segment.a + row_in_a;
    const float* b[kVectors];
    FOVEA_UNROLL for (size_t j = 0; j < kVectors; ++j) b[j] = product.b + segment.b + vectors[j].b;
    for (Index k = 0, at = 0; k < segment.length; ++k, a += lda, at += ldb) {
      hn::Vec<D> right[kVectors];
      FOVEA_UNROLL for (size_t j = 0; j < kVectors; ++j) right[j] = hn::LoadU(d, b[j] + at);
      FOVEA_UNROLL for (size_t r = 0; r < kRows; ++r) {
        const auto left = hn::Set(d, a[r]);
        FOVEA_UNROLL for (size_t j = 0; j < kVectors; ++j) {
          sums[r][j] = hn::MulAdd(left, right[j], sums[r][j]);
        }
      }
    }
  }
  const size_t lanes = hn::Lanes(d);
  bool whole = true;
  for (size_t j = 0; j < kVectors; ++j) whole &= vectors[j].count == static_cast<Index>(lanes);
  if (whole) {
    float* c = product.c + row * product.ldc;
    FOVEA_UNROLL for (size_t r = 0; r < kRows; ++r, c += product.ldc) {
      FOVEA_UNROLL for (size_t j = 0; j < kVectors; ++j) {
        float* to = c + vectors[j].c;
        if (product.past_caches) {
          hn::Stream(sums[r][j], d, to);
        } else {
          hn::StoreU(product.add ? hn::Add(sums[r][j], hn::LoadU(d, to)) : sums[r][j], d, to);
        }
      }
    }
    return;
  }
  HWY_ALIGN float buffer[kRows * kVectors * hn::MaxLanes(D())];
  FOVEA_UNROLL for (size_t r = 0; r < kRows; ++r) {
    FOVEA_UNROLL for (size_t j = 0; j < kVectors; ++j) {
      hn::Store(sums[r][j], d, buffer + (r * kVectors + j) * lanes);
    }
  }
  store_outer<D, kVectors>(d, product, buffer, kRows, row, vectors);
}

template <class D, size_t kVectors, size_t... kHeights>
void outer_tile_of_height(std::index_sequence<kHeights...>, Index height,
                          const ColumnProduct& product, Index row, const ColumnSpan* vectors) {
  using Function = void (*)(const ColumnProduct&, Index, const ColumnSpan*);
  static constexpr Function tiles[] = {&outer_tile<D, kHeights + 1, kVectors>...};
  tiles[height - 1](product, row, vectors);
}

// Tiles of nearly equal height over rows in one panel of a, or in an a without panels.
template <class D, size_t kVectors>
void outer_tiles(const ColumnProduct& product, Range rows, const ColumnSpan* vectors) {
  constexpr size_t highest = kVectors == 1 ? kTileRows1 : kTileRows2;
  const Index tiles = divide_up(rows.size(), static_cast<Index>(highest));
  for (Index t = 0; t < tiles; ++t) {
    const Range range = part_of(rows.size(), tiles, t);
    outer_tile_of_height<D, kVectors>(std::make_index_sequence<highest>(), range.size(), product,
                                      rows.begin + range.begin, vectors);
  }
}

template <class D, size_t kVectors>
void column_of_outer_tiles(const ColumnProduct& product, const ColumnSpan* vectors) {
  const Range rows = product.rows;
  if (!product.a_panel_stride) return outer_tiles<D, kVectors>(product, rows, vectors);
  for (Index row = rows.begin; row < rows.end;) {
    const Index end = std::min(round_up(row + 1, a_panel_width), rows.end);
    outer_tiles<D, kVectors>(product, {row, end}, vectors);
    row = end;
  }
}

// The vectors of D with more than `above` columns and at most `most`, two at a time.
template <class D>
void multiply_columns_by(const ColumnProduct& product, Index above, Index most) {
  const Index lanes = static_cast<Index>(hn::Lanes(Full()));
  ColumnSpan vectors[2];
  size_t waiting = 0;
  for (const ColumnSpan& span : product.spans) {
    for (Index column = 0; column < span.count; column += lanes) {
      const Index count = std::min(span.count - column, lanes);
      if (count <= above || count > most) continue;
      vectors[waiting++] = {span.b + column, span.c + column, count};
      if (waiting < 2) continue;
      column_of_outer_tiles<D, 2>(product, vectors);
      waiting = 0;
    }
  }
  if (waiting) column_of_outer_tiles<D, 1>(product, vectors);
}

// The last columns of a run, if they fit half a vector, are done separately.
void multiply_columns(const ColumnProduct& product) {
  const Index lanes = static_cast<Index>(hn::Lanes(Full()));
  const Index half = lanes > 8 ? 8 : 0;
  multiply_columns_by<Full>(product, half, lanes);
  if (half) multiply_columns_by<Vector8>(product, 0, half);
  if (product.past_caches) hwy::FlushStream();
}

}  // namespace HWY_NAMESPACE
}  // namespace fovea::cpu
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fovea::cpu {

// Goes row by row: each panel is one stream of writes, while rows may be so far apart that few of
// them stay in the first-level cache.
void pack_a(const float* a, Index lda, Index k, Index columns, float* packed) {
  for (Index i = 0; i < k; ++i, a += lda, packed += a_panel_width) {
    float* to = packed;
    Index column = 0;
    for (; column + a_panel_width <= columns; column += a_panel_width, to += k * a_panel_width) {
      std::memcpy(to, a + column, a_panel_width * sizeof(float));
    }
    std::copy_n(a + column, columns - column, to);
  }
}

HWY_EXPORT(multiply_columns);
void multiply_columns(const ColumnProduct& product) {
  HWY_DYNAMIC_DISPATCH(multiply_columns)(product);
}

}  // namespace fovea::cpu
#endif
