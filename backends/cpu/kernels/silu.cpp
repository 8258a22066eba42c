#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "backends/cpu/kernels/silu.cpp"
#include <hwy/foreach_target.h>
// These must come after foreach_target.h.
#include "backends/cpu/simd/elementwise-inl.h"
#include "backends/cpu/simd/math-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fovea::cpu::HWY_NAMESPACE {

void silu(const KernelArgs& args) {
  map(args, [](auto d, auto x)
                HWY_ATTR { return hn::Div(x, hn::Add(hn::Set(d, 1.0f), exp(d, hn::Neg(x)))); });
}

void silu_grad(const KernelArgs& args) {
  map2(args, [](auto d, auto dy, auto x) HWY_ATTR {
    const auto one = hn::Set(d, 1.0f), s = sigmoid_of(d, x);
    return hn::Mul(hn::Mul(dy, s), hn::MulAdd(x, hn::Sub(one, s), one));
  });
}

}  // namespace fovea::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fovea::cpu {

HWY_EXPORT(silu);
HWY_EXPORT(silu_grad);

void register_silu(KernelTable& table) {
  table["silu"] = {FOVEA_CPU_DISPATCH(silu), in_place({{0, 0}})};
  table["silu_grad"] = {FOVEA_CPU_DISPATCH(silu_grad), in_place({{0, 0}, {0, 1}})};
}

}  // namespace fovea::cpu
#endif
