// x * 0 is NaN if x is infinite or NaN, and so is every sum with it.
#include "fovea/kernels/all_finite.h"

#include <atomic>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "backends/cpu/kernels/all_finite.cpp"
#include <hwy/foreach_target.h>

#include "backends/cpu/simd/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fovea::cpu::HWY_NAMESPACE {

HWY_INLINE bool finite_range(const float* HWY_RESTRICT x, size_t n) {
  const hn::ScalableTag<float> d;
  const auto zero = hn::Zero(d);
  auto sum = zero;
  for_vectors(d, 0, n,
              [&](size_t i, size_t m) HWY_ATTR { sum = hn::MulAdd(load(d, x + i, m), zero, sum); });
  return hn::AllTrue(d, hn::Eq(sum, zero));
}

void all_finite(const KernelArgs& args) {
  const auto& p = args.params<AllFiniteParams>();
  std::atomic<bool> finite = args.input<std::int32_t>(p.tensors)[0] != 0;
  for (size_t tensor = 0; tensor < p.tensors; ++tensor) {
    const float* x = args.input<float>(tensor);
    for_chunks(p.count[tensor], 4 * elementwise_chunk, [&](size_t begin, size_t end) HWY_ATTR {
      if (!finite_range(x + begin, end - begin)) finite = false;
    });
  }
  args.output<std::int32_t>(0)[0] = finite ? 1 : 0;
}

}  // namespace fovea::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fovea::cpu {

HWY_EXPORT(all_finite);

void register_all_finite(KernelTable& table) {
  table["all_finite"] = {FOVEA_CPU_DISPATCH(all_finite)};
}

}  // namespace fovea::cpu
#endif
