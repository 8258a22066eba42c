#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "backends/cpu/kernels/softplus.cpp"
#include <hwy/foreach_target.h>
// These must come after foreach_target.h.
#include "backends/cpu/simd/elementwise-inl.h"
#include "backends/cpu/simd/math-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fovea::cpu::HWY_NAMESPACE {

void softplus(const KernelArgs& args) {
  map(args, [](auto d, auto x) HWY_ATTR {
    const auto tail = hn::Log1p(d, exp(d, hn::Neg(hn::Abs(x))));
    return hn::Add(hn::Max(x, hn::Zero(d)), tail);
  });
}

void softplus_grad(const KernelArgs& args) {
  map2(args, [](auto d, auto dy, auto x) HWY_ATTR { return hn::Mul(dy, sigmoid_of(d, x)); });
}

}  // namespace fovea::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fovea::cpu {

HWY_EXPORT(softplus);
HWY_EXPORT(softplus_grad);

void register_softplus(KernelTable& table) {
  table["softplus"] = {FOVEA_CPU_DISPATCH(softplus), in_place({{0, 0}})};
  table["softplus_grad"] = {FOVEA_CPU_DISPATCH(softplus_grad), in_place({{0, 0}, {0, 1}})};
}

}  // namespace fovea::cpu
#endif
