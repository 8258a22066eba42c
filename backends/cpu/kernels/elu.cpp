#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "backends/cpu/kernels/elu.cpp"
#include <hwy/foreach_target.h>
// These must come after foreach_target.h.
#include "backends/cpu/simd/elementwise-inl.h"
#include "backends/cpu/simd/math-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fovea::cpu::HWY_NAMESPACE {

void elu(const KernelArgs& args) {
  const float alpha = args.params<ElementwiseParams>().alpha;
  map(args, [&](auto d, auto x) HWY_ATTR {
    const auto negative = hn::Mul(hn::Set(d, alpha), hn::Expm1(d, x));
    return hn::IfThenElse(hn::Gt(x, hn::Zero(d)), x, negative);
  });
}

void elu_grad(const KernelArgs& args) {
  const float alpha = args.params<ElementwiseParams>().alpha;
  map2(args, [&](auto d, auto dy, auto y) HWY_ATTR {
    const auto negative = hn::Mul(dy, hn::Add(y, hn::Set(d, alpha)));
    return hn::IfThenElse(hn::Gt(y, hn::Zero(d)), dy, negative);
  });
}

}  // namespace fovea::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fovea::cpu {

HWY_EXPORT(elu);
HWY_EXPORT(elu_grad);

void register_elu(KernelTable& table) {
  table["elu"] = {FOVEA_CPU_DISPATCH(elu), in_place({{0, 0}})};
  table["elu_grad"] = {FOVEA_CPU_DISPATCH(elu_grad), in_place({{0, 0}, {0, 1}})};
}

}  // namespace fovea::cpu
#endif
