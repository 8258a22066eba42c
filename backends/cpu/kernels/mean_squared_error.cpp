#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "backends/cpu/kernels/mean_squared_error.cpp"
#include <hwy/foreach_target.h>
// These must come after foreach_target.h.
#include "backends/cpu/simd/example_loss-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fovea::cpu::HWY_NAMESPACE {

void mean_squared_error(const KernelArgs& args) {
  example_loss(args, [](auto, auto x, auto t) HWY_ATTR {
    const auto difference = hn::Sub(x, t);
    return hn::Mul(difference, difference);
  });
}

void mean_squared_error_grad(const KernelArgs& args) {
  example_loss_grad(args, [](auto, auto x, auto t) HWY_ATTR {
    const auto difference = hn::Sub(x, t);
    return hn::Add(difference, difference);
  });
}

}  // namespace fovea::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fovea::cpu {

HWY_EXPORT(mean_squared_error);
HWY_EXPORT(mean_squared_error_grad);

void register_mean_squared_error(KernelTable& table) {
  table["mean_squared_error"] = {FOVEA_CPU_DISPATCH(mean_squared_error)};
  table["mean_squared_error_grad"] = {FOVEA_CPU_DISPATCH(mean_squared_error_grad),
                                      in_place({{0, 0}, {0, 1}})};
}

}  // namespace fovea::cpu
#endif
