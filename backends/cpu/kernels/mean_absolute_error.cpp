#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "backends/cpu/kernels/mean_absolute_error.cpp"
#include <hwy/foreach_target.h>
// These must come after foreach_target.h.
#include "backends/cpu/simd/example_loss-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fovea::cpu::HWY_NAMESPACE {

void mean_absolute_error(const KernelArgs& args) {
  example_loss(args, [](auto, auto x, auto t) HWY_ATTR { return hn::Abs(hn::Sub(x, t)); });
}

void mean_absolute_error_grad(const KernelArgs& args) {
  example_loss_grad(args, [](auto d, auto x, auto t) HWY_ATTR {
    const auto difference = hn::Sub(x, t), zero = hn::Zero(d), one = hn::Set(d, 1.0f);
    const auto above = hn::IfThenElse(hn::Gt(difference, zero), one, difference);
    return hn::IfThenElse(hn::Lt(difference, zero), hn::Neg(one), above);  // 0 or NaN
  });
}

}  // namespace fovea::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fovea::cpu {

HWY_EXPORT(mean_absolute_error);
HWY_EXPORT(mean_absolute_error_grad);

void register_mean_absolute_error(KernelTable& table) {
  table["mean_absolute_error"] = {FOVEA_CPU_DISPATCH(mean_absolute_error)};
  table["mean_absolute_error_grad"] = {FOVEA_CPU_DISPATCH(mean_absolute_error_grad),
                                       in_place({{0, 0}, {0, 1}})};
}

}  // namespace fovea::cpu
#endif
