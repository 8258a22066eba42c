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

// G times a column of three or five. Its rows form pairs that differ in the sign of the odd
// elements.
template <class D, size_t kTaps, class V = hn::Vec<D>>
HWY_INLINE void weight_line(D d, const V (&x)[kTaps], V (&y)[6]) {
  const auto g = [d](size_t row, size_t column) HWY_ATTR {
    const double* const matrix = kTaps == 3 ? winograd_g4 : winograd_g5;
    return hn::Set(d, static_cast<float>(matrix[row * kTaps + column]));
  };
  y[0] = hn::Mul(g(0, 0), x[0]);
  FOVEA_UNROLL for (size_t r = 1; r < 5; r += 2) {
    V even = hn::MulAdd(g(r, 0), x[0], hn::Mul(g(r, 2), x[2]));
    if constexpr (kTaps == 3) {
      y[r] = hn::MulAdd(g(r, 1), x[1], even);
      y[r + 1] = hn::NegMulAdd(g(r, 1), x[1], even);
    } else {
      even = hn::MulAdd(g(r, 4), x[4], even);
      const V odd = hn::MulAdd(g(r, 1), x[1], hn::Mul(g(r, 3), x[3]));
      y[r] = hn::Add(even, odd);
      y[r + 1] = hn::Sub(even, odd);
    }
  }
  y[5] = x[kTaps - 1];
}

// The 36 products, `product_stride` floats apart.
constexpr Index inputs_ahead = 8;

template <size_t kTaps, bool kPastCaches>
HWY_INLINE void transform_panel_by(const WinogradTaps& taps, float* to, Index product_stride) {
  const Full d;
  using V = hn::Vec<Full>;
  const Index lanes = static_cast<Index>(hn::Lanes(d));
  for (Index i = 0; i < taps.inputs; ++i, to += panel_width) {
    const float* first = taps.first + i * taps.input_stride;
    if (taps.input_stride > panel_width) {  // the hardware does not prefetch rows so far apart
      const float* ahead =
          taps.first + std::min(i + inputs_ahead, taps.inputs - 1) * taps.input_stride;
      for (Index k = 0; k < Index{kTaps * kTaps}; ++k) {
        __builtin_prefetch(ahead + k * taps.tap_stride);
      }
    }
    for (Index o = 0; o < panel_width; o += lanes) {
      const Index count = std::max<Index>(0, taps.outputs - o);
      V columns[kTaps][6];
      FOVEA_UNROLL for (size_t s = 0; s < kTaps; ++s) {
        V x[kTaps];
        FOVEA_UNROLL for (size_t r = 0; r < kTaps; ++r) {
          const Index tap = static_cast<Index>(r * kTaps + s);
          x[r] = load_part(d, first + tap * taps.tap_stride + o, count);
        }
        weight_line(d, x, columns[s]);
      }
      float* product = to + o;
      FOVEA_UNROLL for (size_t r = 0; r < 6; ++r) {
        V x[kTaps], y[6];
        FOVEA_UNROLL for (size_t s = 0; s < kTaps; ++s) x[s] = columns[s][r];
        weight_line(d, x, y);
        FOVEA_UNROLL for (size_t s = 0; s < 6; ++s, product += product_stride) {
          store_whole<kPastCaches>(d, y[s], product);
        }
      }
    }
  }
}

inline void transform_panel(const WinogradTaps& taps, float* to, Index product_stride,
                            bool past_caches) {
  if (taps.kernel == 5) {
    transform_panel_by<5, false>(taps, to, product_stride);
  } else if (past_caches) {
    transform_panel_by<3, true>(taps, to, product_stride);
  } else {
    transform_panel_by<3, false>(taps, to, product_stride);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace fovea::cpu
HWY_AFTER_NAMESPACE();

#endif
