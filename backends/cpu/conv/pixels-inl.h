// Converts between pixels of few channels (pixels, channels) and one vector per channel, once for
// each Highway target.
#if defined(FOVEA_CPU_PIXELS_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef FOVEA_CPU_PIXELS_INL_H
#undef FOVEA_CPU_PIXELS_INL_H
#else
#define FOVEA_CPU_PIXELS_INL_H
#endif

#include <hwy/highway.h>

#include <cstdint>

#include "backends/cpu/simd/unroll.h"

HWY_BEFORE_NAMESPACE();
namespace fovea::cpu {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// From one vector per channel to pixels (pixels, kOutputs).
template <size_t kOutputs, class D>
HWY_INLINE void store_pixels(D d, const hn::Vec<D> (&v)[kOutputs], float* to) {
  if constexpr (hn::MaxLanes(D()) == 1) {
    for (size_t o = 0; o < kOutputs; ++o) hn::StoreU(v[o], d, to + o);
  } else if constexpr (kOutputs == 1) {
    hn::StoreU(v[0], d, to);
  } else if constexpr (kOutputs == 2) {
    hn::StoreInterleaved2(v[0], v[1], d, to);
  } else if constexpr (kOutputs == 3) {
    hn::StoreInterleaved3(v[0], v[1], v[2], d, to);
  } else if constexpr (kOutputs == 4) {
    hn::StoreInterleaved4(v[0], v[1], v[2], v[3], d, to);
  } else {  // pairs of channels, as units of 64 bits
    const hn::Repartition<std::uint64_t, D> d64;
    constexpr size_t pairs = kOutputs / 2;
    const size_t lanes = hn::Lanes(d64);
    HWY_ALIGN std::uint64_t mixed[pairs][2 * hn::MaxLanes(d64)];
    FOVEA_UNROLL for (size_t i = 0; i < pairs; ++i) {
      hn::StoreInterleaved2(v[2 * i], v[2 * i + 1], d, reinterpret_cast<float*>(mixed[i]));
    }
    FOVEA_UNROLL for (size_t half = 0; half < 2; ++half) {
      const size_t at = half * lanes;
      auto* target = reinterpret_cast<std::uint64_t*>(to) + at * pairs;
      const auto a = hn::Load(d64, mixed[0] + at), b = hn::Load(d64, mixed[1] + at),
                 c = hn::Load(d64, mixed[2] + at);
      if constexpr (pairs == 3) {
        hn::StoreInterleaved3(a, b, c, d64, target);
      } else {
        hn::StoreInterleaved4(a, b, c, hn::Load(d64, mixed[pairs - 1] + at), d64, target);
      }
    }
  }
}

// And back.
template <size_t kOutputs, class D>
HWY_INLINE void load_pixels(D d, const float* from, hn::Vec<D> (&v)[kOutputs]) {
  if constexpr (hn::MaxLanes(D()) == 1) {
    for (size_t o = 0; o < kOutputs; ++o) v[o] = hn::LoadU(d, from + o);
  } else if constexpr (kOutputs == 1) {
    v[0] = hn::LoadU(d, from);
  } else if constexpr (kOutputs == 2) {
    hn::LoadInterleaved2(d, from, v[0], v[1]);
  } else if constexpr (kOutputs == 3) {
    hn::LoadInterleaved3(d, from, v[0], v[1], v[2]);
  } else if constexpr (kOutputs == 4) {
    hn::LoadInterleaved4(d, from, v[0], v[1], v[2], v[3]);
  } else {
    const hn::Repartition<std::uint64_t, D> d64;
    constexpr size_t pairs = kOutputs / 2;
    const size_t lanes = hn::Lanes(d64);
    HWY_ALIGN std::uint64_t mixed[pairs][2 * hn::MaxLanes(d64)];
    FOVEA_UNROLL for (size_t half = 0; half < 2; ++half) {
      const size_t at = half * lanes;
      const auto* source = reinterpret_cast<const std::uint64_t*>(from) + at * pairs;
      hn::Vec<decltype(d64)> a, b, c, e;
      if constexpr (pairs == 3) {
        hn::LoadInterleaved3(d64, source, a, b, c);
      } else {
        hn::LoadInterleaved4(d64, source, a, b, c, e);
        hn::Store(e, d64, mixed[pairs - 1] + at);
      }
      hn::Store(a, d64, mixed[0] + at);
      hn::Store(b, d64, mixed[1] + at);
      hn::Store(c, d64, mixed[2] + at);
    }
    FOVEA_UNROLL for (size_t i = 0; i < pairs; ++i) {
      hn::LoadInterleaved2(d, reinterpret_cast<const float*>(mixed[i]), v[2 * i], v[2 * i + 1]);
    }
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace fovea::cpu
HWY_AFTER_NAMESPACE();

#endif
