// Finishes and stores the sums of a tile of rows, once for each Highway target.
#if defined(FOVEA_CPU_GEMM_ROW_TILE_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef FOVEA_CPU_GEMM_ROW_TILE_INL_H
#undef FOVEA_CPU_GEMM_ROW_TILE_INL_H
#else
#define FOVEA_CPU_GEMM_ROW_TILE_INL_H
#endif

#include <hwy/highway.h>

#include "backends/cpu/gemm/tile-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fovea::cpu {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Finishes and stores one column of vectors of a tile, whose sums are in `sums`, with `step` floats
// from row to row. It is a loop in a function of its own: inlined, the tiles' code would be many
// times as large.
template <bool kLeaks, bool kMore, class D>
void finish_column(D d, const RowProduct& product, const float* sums, Index step, Index rows,
                   Index start, Index column, Index count) {
  const Finish finish = *product.finish;
  const Index ldc = product.ldc;
  float* c = product.c + start;
  const auto scale = finish.scale ? load_part(d, finish.scale + column, count) : hn::Set(d, 1.0f);
  const auto shift = finish.shift ? load_part(d, finish.shift + column, count) : hn::Zero(d);
  for (Index r = 0; r < rows; ++r, sums += step, start += ldc, c += ldc) {
    store_part(
        d, finish_scaled<kLeaks, kMore>(d, finish, hn::Load(d, sums), scale, shift, start, count),
        c, count);
  }
}

template <class D, size_t kVectors>
HWY_NOINLINE void finish_tile(D d, const RowProduct& product, const float* sums, Index rows,
                              Index row, Index column) {
  const Index lanes = static_cast<Index>(hn::Lanes(d)), step = Index{kVectors} * lanes;
  const Finish* finish = product.finish;
  for (size_t j = 0; j < kVectors; ++j, column += lanes, sums += lanes) {
    const Index left = product.columns.end - column, count = left < lanes ? left : lanes;
    const Index start = row * product.ldc + column;
    if (!finish) {
      for (Index r = 0; r < rows; ++r) {
        store_part(d, hn::Load(d, sums + r * step), product.c + start + r * product.ldc, count);
      }
    } else if (finish->residual || finish->clamps) {
      finish_column<true, true>(d, product, sums, step, rows, start, column, count);
    } else if (finish->slope != 1) {
      finish_column<true, false>(d, product, sums, step, rows, start, column, count);
    } else {
      finish_column<false, false>(d, product, sums, step, rows, start, column, count);
    }
  }
}

template <class D, size_t kRows, size_t kVectors>
HWY_INLINE void store_tile(D d, const RowProduct& product, Index row, Index column,
                           const hn::Vec<D> (&sums)[kRows][kVectors]) {
  const Index lanes = static_cast<Index>(hn::Lanes(d));
  const Finish* finish = product.finish;
  const bool simple = !finish || (!finish->residual && !finish->clamps);
  if (simple && product.columns.end - column >= static_cast<Index>(kVectors) * lanes) {
    float* c = product.c + row * product.ldc + column;
    const auto store = [&](const auto& finished) HWY_ATTR {
      FOVEA_UNROLL for (size_t r = 0; r < kRows; ++r, c += product.ldc) {
        FOVEA_UNROLL for (size_t j = 0; j < kVectors; ++j) {
          hn::StoreU(finished(sums[r][j], j), d, c + static_cast<Index>(j) * lanes);
        }
      }
    };
    if (!finish) return store([](hn::Vec<D> v, size_t) HWY_ATTR { return v; });
    hn::Vec<D> scale[kVectors], shift[kVectors];
    FOVEA_UNROLL for (size_t j = 0; j < kVectors; ++j) {
      const Index at = column + static_cast<Index>(j) * lanes;
      scale[j] = finish->scale ? hn::LoadU(d, finish->scale + at) : hn::Set(d, 1.0f);
      shift[j] = finish->shift ? hn::LoadU(d, finish->shift + at) : hn::Zero(d);
    }
    const auto scaled = [&](hn::Vec<D> v, size_t j)
                            HWY_ATTR { return hn::MulAdd(v, scale[j], shift[j]); };
    if (finish->slope == 1) return store(scaled);
    return store([&](hn::Vec<D> v, size_t j) HWY_ATTR { return leak(d, *finish, scaled(v, j)); });
  }
  HWY_ALIGN float buffer[kRows * kVectors * hn::MaxLanes(D())];
  FOVEA_UNROLL for (size_t r = 0; r < kRows; ++r) {
    FOVEA_UNROLL for (size_t j = 0; j < kVectors; ++j) {
      hn::Store(sums[r][j], d, buffer + static_cast<Index>(r * kVectors + j) * lanes);
    }
  }
  finish_tile<D, kVectors>(d, product, buffer, kRows, row, column);
}

}  // namespace HWY_NAMESPACE
}  // namespace fovea::cpu
HWY_AFTER_NAMESPACE();

#endif
