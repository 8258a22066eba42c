#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "backends/cpu/kernels/multiply.cpp"
#include <hwy/foreach_target.h>
// These must come after foreach_target.h.
#include "backends/cpu/simd/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fovea::cpu::HWY_NAMESPACE {

void multiply(const KernelArgs& args) {
  const float *a = args.input<float>(0), *b = args.input<float>(1);
  float* y = args.output<float>(0);
  const hn::ScalableTag<float> d;
  for_chunks(static_cast<size_t>(args.output_count(0)), 32768,
             [&](size_t begin, size_t end) HWY_ATTR {
               for_vectors(d, begin, end, [&](size_t i, size_t n) HWY_ATTR {
                 store(hn::Mul(load(d, a + i, n), load(d, b + i, n)), d, y + i, n);
               });
             });
}

}  // namespace fovea::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fovea::cpu {

HWY_EXPORT(multiply);

void register_multiply(KernelTable& table) {
  table["multiply"] = {[](const KernelArgs& args) {
                         HWY_DYNAMIC_DISPATCH(multiply)
                         (args);
                       },
                       [](const Step&) {
                         return Support{.in_place = {{0, 0}, {0, 1}}};
                       }};
}

}  // namespace fovea::cpu
#endif
