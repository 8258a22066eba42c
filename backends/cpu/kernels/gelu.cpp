#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "backends/cpu/kernels/gelu.cpp"
#include <hwy/foreach_target.h>
// These must come after foreach_target.h.
#include "backends/cpu/simd/elementwise-inl.h"
#include "backends/cpu/simd/math-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fovea::cpu::HWY_NAMESPACE {

void gelu(const KernelArgs& args) {
  map(args, [](auto d, auto x) HWY_ATTR { return hn::Mul(x, normal_cdf(d, x)); });
}

void gelu_grad(const KernelArgs& args) {
  map2(args, [](auto d, auto dy, auto x) HWY_ATTR {
    const auto gauss = gauss_of(d, x);
    const auto density = hn::Mul(gauss, hn::Set(d, 0.39894228f));
    return hn::Mul(dy, hn::MulAdd(x, density, normal_cdf(d, x, gauss)));
  });
}

}  // namespace fovea::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fovea::cpu {

HWY_EXPORT(gelu);
HWY_EXPORT(gelu_grad);

void register_gelu(KernelTable& table) {
  table["gelu"] = {FOVEA_CPU_DISPATCH(gelu), in_place({{0, 0}})};
  table["gelu_grad"] = {FOVEA_CPU_DISPATCH(gelu_grad), in_place({{0, 0}, {0, 1}})};
}

}  // namespace fovea::cpu
#endif
