// Kernels that compute each element of their one output from the same element of their inputs.
// Included once per Highway target.
#if defined(FOVEA_CPU_ELEMENTWISE_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef FOVEA_CPU_ELEMENTWISE_INL_H
#undef FOVEA_CPU_ELEMENTWISE_INL_H
#else
#define FOVEA_CPU_ELEMENTWISE_INL_H
#endif

#include "backends/cpu/simd/simd-inl.h"
#include "fovea/kernels/elementwise.h"

HWY_BEFORE_NAMESPACE();
namespace fovea::cpu::HWY_NAMESPACE {

/// y = f(d, x), vector by vector; y may be the memory of x.
template <class F>
HWY_INLINE void map(const KernelArgs& args, const F& f) {
  const hn::ScalableTag<float> d;
  const float* x = args.input<float>(0);
  float* y = args.output<float>(0);
  for_chunks(static_cast<size_t>(args.output_count(0)), elementwise_chunk,
             [&](size_t begin, size_t end) HWY_ATTR {
               for_vectors(d, begin, end, [&](size_t i, size_t n) HWY_ATTR {
                 store(f(d, load(d, x + i, n)), d, y + i, n);
               });
             });
}

/// y = f(d, a, b), vector by vector; y may be the memory of a or b.
template <class F>
HWY_INLINE void map2(const KernelArgs& args, const F& f) {
  const hn::ScalableTag<float> d;
  const float* a = args.input<float>(0);
  const float* b = args.input<float>(1);
  float* y = args.output<float>(0);
  for_chunks(static_cast<size_t>(args.output_count(0)), elementwise_chunk,
             [&](size_t begin, size_t end) HWY_ATTR {
               for_vectors(d, begin, end, [&](size_t i, size_t n) HWY_ATTR {
                 store(f(d, load(d, a + i, n), load(d, b + i, n)), d, y + i, n);
               });
             });
}

}  // namespace fovea::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // FOVEA_CPU_ELEMENTWISE_INL_H
