// The transform of a panel of weights by Winograd's G, once for each Highway target. Vectors run
// over the outputs.
#if defined(FOVEA_CPU_WINOGRAD_WEIGHT_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef FOVEA_CPU_WINOGRAD_WEIGHT_INL_H
#undef FOVEA_CPU_WINOGRAD_WEIGHT_INL_H
#else
#define FOVEA_CPU_WINOGRAD_WEIGHT_INL_H
#endif

#include <hwy/highway.h>

#include <algorithm>

#include "backends/cpu/conv/winograd.h"
#include "backends/cpu/gemm/tile-inl.h"
#include "backends/cpu/simd/unroll.h"

HWY_BEFORE_NAMESPACE();
namespace fovea::cpu {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// G times a column of three. Its rows form pairs that differ in the sign of the middle element.
template <class D, class V = hn::Vec<D>>
HWY_INLINE void weight_line(D d, const V& x0, const V& x1, const V& x2, V (&y)[6]) {
  const auto g = [d](size_t i) HWY_ATTR { return hn::Set(d, static_cast<float>(winograd_g4[i])); };
  y[0] = hn::Mul(g(0), x0);
  FOVEA_UNROLL for (size_t r = 1; r < 5; r += 2) {
    const V even = hn::MulAdd(g(r * 3), x0, hn::Mul(g(r * 3 + 2), x2));
    y[r] = hn::MulAdd(g(r * 3 + 1), x1, even);
    y[r + 1] = hn::NegMulAdd(g(r * 3 + 1), x1, even);
  }
  y[5] = x2;
}

// The 36 products, `product_stride` floats apart.
constexpr Index inputs_ahead = 8;

template <bool kPastCaches>
HWY_INLINE void transform_panel_by(const WinogradTaps& taps, float* to, Index product_stride) {
  const Full d;
  using V = hn::Vec<Full>;
  const Index lanes = static_cast<Index>(hn::Lanes(d));
  for (Index i = 0; i < taps.inputs; ++i, to += panel_width) {
    const float* first = taps.first + i * taps.input_stride;
    if (taps.input_stride > panel_width) {  // the hardware does not prefetch rows so far apart
      const float* ahead =
          taps.first + std::min(i + inputs_ahead, taps.inputs - 1) * taps.input_stride;
      for (Index k = 0; k < 9; ++k) __builtin_prefetch(ahead + k * taps.tap_stride);
    }
    for (Index o = 0; o < panel_width; o += lanes) {
      const Index count = std::max<Index>(0, taps.outputs - o);
      V columns[3][6];
      FOVEA_UNROLL for (Index s = 0; s < 3; ++s) {
        const float* tap = first + s * taps.tap_stride + o;
        const Index row = 3 * taps.tap_stride;
        weight_line(d, load_part(d, tap, count), load_part(d, tap + row, count),
                    load_part(d, tap + 2 * row, count), columns[s]);
      }
      float* product = to + o;
      FOVEA_UNROLL for (size_t r = 0; r < 6; ++r) {
        V y[6];
        weight_line(d, columns[0][r], columns[1][r], columns[2][r], y);
        FOVEA_UNROLL for (size_t s = 0; s < 6; ++s, product += product_stride) {
          store_whole<kPastCaches>(d, y[s], product);
        }
      }
    }
  }
}

inline void transform_panel(const WinogradTaps& taps, float* to, Index product_stride,
                            bool past_caches) {
  if (past_caches) {
    transform_panel_by<true>(taps, to, product_stride);
  } else {
    transform_panel_by<false>(taps, to, product_stride);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace fovea::cpu
HWY_AFTER_NAMESPACE();

#endif
