#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "backends/cpu/kernels/leaky_relu.cpp"
#include <hwy/foreach_target.h>
// These must come after foreach_target.h.
#include "backends/cpu/simd/elementwise-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fovea::cpu::HWY_NAMESPACE {

void leaky_relu(const KernelArgs& args) {
  const float alpha = args.params<ElementwiseParams>().alpha;
  map(args, [&](auto d, auto x) HWY_ATTR {
    return hn::IfThenElse(hn::Lt(x, hn::Zero(d)), hn::Mul(hn::Set(d, alpha), x), x);
  });
}

void leaky_relu_grad(const KernelArgs& args) {
  const float alpha = args.params<ElementwiseParams>().alpha;
  map2(args, [&](auto d, auto dy, auto y) HWY_ATTR {
    return hn::IfThenElse(hn::Gt(y, hn::Zero(d)), dy, hn::Mul(hn::Set(d, alpha), dy));
  });
}

}  // namespace fovea::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fovea::cpu {

HWY_EXPORT(leaky_relu);
HWY_EXPORT(leaky_relu_grad);

void register_leaky_relu(KernelTable& table) {
  table["leaky_relu"] = {FOVEA_CPU_DISPATCH(leaky_relu), in_place({{0, 0}})};
  table["leaky_relu_grad"] = {FOVEA_CPU_DISPATCH(leaky_relu_grad), in_place({{0, 0}, {0, 1}})};
}

}  // namespace fovea::cpu
#endif
