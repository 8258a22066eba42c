#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "backends/cpu/kernels/sigmoid.cpp"
#include <hwy/foreach_target.h>
// These must come after foreach_target.h.
#include "backends/cpu/simd/elementwise-inl.h"
#include "backends/cpu/simd/math-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fovea::cpu::HWY_NAMESPACE {

void sigmoid(const KernelArgs& args) {
  map(args, [](auto d, auto x) HWY_ATTR { return sigmoid_of(d, x); });
}

void sigmoid_grad(const KernelArgs& args) {
  map2(args, [](auto d, auto dy, auto y)
                 HWY_ATTR { return hn::Mul(hn::Mul(dy, y), hn::Sub(hn::Set(d, 1.0f), y)); });
}

}  // namespace fovea::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fovea::cpu {

HWY_EXPORT(sigmoid);
HWY_EXPORT(sigmoid_grad);

void register_sigmoid(KernelTable& table) {
  table["sigmoid"] = {FOVEA_CPU_DISPATCH(sigmoid), in_place({{0, 0}})};
  table["sigmoid_grad"] = {FOVEA_CPU_DISPATCH(sigmoid_grad), in_place({{0, 0}, {0, 1}})};
}

}  // namespace fovea::cpu
#endif
