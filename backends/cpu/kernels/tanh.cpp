#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "backends/cpu/kernels/tanh.cpp"
#include <hwy/foreach_target.h>
// These must come after foreach_target.h.
#include "backends/cpu/simd/elementwise-inl.h"
#include "backends/cpu/simd/math-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fovea::cpu::HWY_NAMESPACE {

void tanh(const KernelArgs& args) {
  map(args, [](auto d, auto x) HWY_ATTR { return hn::Tanh(d, x); });
}

void tanh_grad(const KernelArgs& args) {
  map2(args, [](auto d, auto dy, auto y)
                 HWY_ATTR { return hn::Mul(dy, hn::NegMulAdd(y, y, hn::Set(d, 1.0f))); });
}

}  // namespace fovea::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fovea::cpu {

HWY_EXPORT(tanh);
HWY_EXPORT(tanh_grad);

void register_tanh(KernelTable& table) {
  table["tanh"] = {FOVEA_CPU_DISPATCH(tanh), in_place({{0, 0}})};
  table["tanh_grad"] = {FOVEA_CPU_DISPATCH(tanh_grad), in_place({{0, 0}, {0, 1}})};
}

}  // namespace fovea::cpu
#endif
