#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "backends/cpu/kernels/step.cpp"
#include <hwy/foreach_target.h>
// These must come after foreach_target.h.
#include "backends/cpu/simd/elementwise-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fovea::cpu::HWY_NAMESPACE {

void step(const KernelArgs& args) {
  map(args, [](auto d, auto x) HWY_ATTR {
    const auto zero = hn::Zero(d);
    const auto y = hn::IfThenElse(hn::Ge(x, zero), hn::Set(d, 1.0f), x);  // a NaN stays a NaN
    return hn::IfThenZeroElse(hn::Lt(x, zero), y);
  });
}

}  // namespace fovea::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fovea::cpu {

HWY_EXPORT(step);

void register_step(KernelTable& table) {
  table["step"] = {FOVEA_CPU_DISPATCH(step), in_place({{0, 0}})};
}

}  // namespace fovea::cpu
#endif
