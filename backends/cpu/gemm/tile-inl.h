// What the register tiles of multiply_rows and multiply_columns share, once for each Highway
// target: vector types, tile heights that fit the registers, and the epilogue.
#if defined(FOVEA_CPU_GEMM_TILE_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef FOVEA_CPU_GEMM_TILE_INL_H
#undef FOVEA_CPU_GEMM_TILE_INL_H
#else
#define FOVEA_CPU_GEMM_TILE_INL_H
#endif

#include <hwy/highway.h>

#include <cstddef>
#include <utility>

#include "backends/cpu/gemm/gemm.h"
#include "backends/cpu/simd/unroll.h"
#include "backends/cpu/simd/vector_part-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fovea::cpu {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Full = hn::CappedTag<float, 16>;
using Vector8 = hn::CappedTag<float, 8>;

// The height of the highest tile with two vectors, and with one.
#if HWY_TARGET <= HWY_AVX3 || HWY_TARGET == HWY_NEON
constexpr size_t kTileRows2 = 14, kTileRows1 = 10;  // of 32 registers
#else
constexpr size_t kTileRows2 = 6, kTileRows1 = 10;  // of 16
#endif

template <class D>
HWY_INLINE hn::Vec<D> leak(D d, const Finish& finish, hn::Vec<D> v) {
  return hn::IfThenElse(hn::Lt(v, hn::Zero(d)), hn::Mul(v, hn::Set(d, finish.slope)), v);
}

// A NaN stays a NaN: it is not less than anything.
template <class D>
HWY_INLINE hn::Vec<D> clamp(D d, const Finish& finish, hn::Vec<D> v) {
  const auto low = hn::Set(d, finish.low), high = hn::Set(d, finish.high);
  v = hn::IfThenElse(hn::Lt(v, low), low, v);
  return hn::IfThenElse(hn::Lt(high, v), high, v);
}

// `count` results of columns from `column` on, which are stored at element `element`.
template <class D>
HWY_INLINE hn::Vec<D> finish_vector(D d, const Finish& finish, hn::Vec<D> v, Index column,
                                    Index element, Index count) {
  if (finish.scale) v = hn::Mul(v, load_part(d, finish.scale + column, count));
  if (finish.shift) v = hn::Add(v, load_part(d, finish.shift + column, count));
  if (finish.residual) v = hn::Add(v, load_part(d, finish.residual + element, count));
  if (finish.slope != 1) v = leak(d, finish, v);
  return finish.clamps ? clamp(d, finish, v) : v;
}

// The same without code for parts that are not used: kMore means residual and clamps.
template <bool kLeaks, bool kMore, class D>
HWY_INLINE hn::Vec<D> finish_scaled(D d, const Finish& finish, hn::Vec<D> v, hn::Vec<D> scale,
                                    hn::Vec<D> shift, Index element, Index count) {
  v = hn::MulAdd(v, scale, shift);
  if (kMore && finish.residual) v = hn::Add(v, load_part(d, finish.residual + element, count));
  if constexpr (kLeaks) v = leak(d, finish, v);
  if (kMore && finish.clamps) v = clamp(d, finish, v);
  return v;
}

}  // namespace HWY_NAMESPACE
}  // namespace fovea::cpu
HWY_AFTER_NAMESPACE();

#endif
