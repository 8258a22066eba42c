// Twelve chains per thread: more than latency times ports of today's cores, and few enough for the
// sixteen registers of AVX2.
#include "fovea/kernels/probe_fma.h"

#include "backends/cpu/simd/unroll.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "backends/cpu/kernels/probe_fma.cpp"
#include <hwy/foreach_target.h>

#include "backends/cpu/simd/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fovea::cpu::HWY_NAMESPACE {

constexpr size_t probe_fma_chunk = 12288;  // whole groups of 12 vectors on every target

template <size_t kChains, class D>
HWY_INLINE void iterate(D d, float* HWY_RESTRICT y, size_t n, const float* factors, size_t rounds) {
  const auto scale = hn::Set(d, factors[0]), shift = hn::Set(d, factors[1]);
  const size_t lanes = hn::Lanes(d);
  hn::Vec<D> v[kChains];
  FOVEA_UNROLL
  for (size_t k = 0; k < kChains; ++k) v[k] = load(d, y + k * lanes, n);
  for (size_t round = 0; round < 16 * rounds; ++round) {
    FOVEA_UNROLL
    for (size_t k = 0; k < kChains; ++k) v[k] = hn::MulAdd(v[k], scale, shift);
  }
  FOVEA_UNROLL
  for (size_t k = 0; k < kChains; ++k) store(v[k], d, y + k * lanes, n);
}

void probe_fma(const KernelArgs& args) {
  const auto& p = args.params<ProbeFmaParams>();
  const float* factors = args.input<float>(0);
  float* y = args.output<float>(0);
  for_chunks(p.count, probe_fma_chunk, [&](size_t begin, size_t end) HWY_ATTR {
    const hn::ScalableTag<float> d;
    const size_t lanes = hn::Lanes(d);
    for (size_t i = begin; i < end; ++i) y[i] = static_cast<float>(static_cast<int>(i % 64));
    size_t i = begin;
    for (; i + 12 * lanes <= end; i += 12 * lanes) {
      iterate<12>(d, y + i, lanes, factors, p.rounds);
    }
    for_vectors(d, i, end,
                [&](size_t j, size_t n) HWY_ATTR { iterate<1>(d, y + j, n, factors, p.rounds); });
  });
}

}  // namespace fovea::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fovea::cpu {

HWY_EXPORT(probe_fma);

void register_probe_fma(KernelTable& table) {
  table["probe_fma"] = {FOVEA_CPU_DISPATCH(probe_fma)};
}

}  // namespace fovea::cpu
#endif
