#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "backends/cpu/kernels/relu.cpp"
#include <hwy/foreach_target.h>
// These must come after foreach_target.h.
#include "backends/cpu/simd/elementwise-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fovea::cpu::HWY_NAMESPACE {

void relu(const KernelArgs& args) {
  map(args, [](auto d, auto x) HWY_ATTR { return hn::IfThenZeroElse(hn::Lt(x, hn::Zero(d)), x); });
}

void relu_grad(const KernelArgs& args) {
  map2(args, [](auto d, auto dy, auto y)
                 HWY_ATTR { return hn::IfThenElseZero(hn::Gt(y, hn::Zero(d)), dy); });
}

}  // namespace fovea::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fovea::cpu {

HWY_EXPORT(relu);
HWY_EXPORT(relu_grad);

void register_relu(KernelTable& table) {
  table["relu"] = {FOVEA_CPU_DISPATCH(relu), in_place({{0, 0}})};
  table["relu_grad"] = {FOVEA_CPU_DISPATCH(relu_grad), in_place({{0, 0}, {0, 1}})};
}

}  // namespace fovea::cpu
#endif
