#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "backends/cpu/kernels/clip.cpp"
#include <hwy/foreach_target.h>
// These must come after foreach_target.h.
#include "backends/cpu/simd/elementwise-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fovea::cpu::HWY_NAMESPACE {

// Uses comparisons, not Min and Max, which lose a NaN.
void clip(const KernelArgs& args) {
  const auto& p = args.params<ElementwiseParams>();
  map(args, [&](auto d, auto x) HWY_ATTR {
    const auto low = hn::Set(d, p.alpha), high = hn::Set(d, p.beta);
    return hn::IfThenElse(hn::Lt(x, low), low, hn::IfThenElse(hn::Gt(x, high), high, x));
  });
}

void clip_grad(const KernelArgs& args) {
  const auto& p = args.params<ElementwiseParams>();
  map2(args, [&](auto d, auto dy, auto y) HWY_ATTR {
    const auto low = hn::Set(d, p.alpha), high = hn::Set(d, p.beta);
    return hn::IfThenElseZero(hn::And(hn::Gt(y, low), hn::Lt(y, high)), dy);
  });
}

}  // namespace fovea::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fovea::cpu {

HWY_EXPORT(clip);
HWY_EXPORT(clip_grad);

void register_clip(KernelTable& table) {
  table["clip"] = {FOVEA_CPU_DISPATCH(clip), in_place({{0, 0}})};
  table["clip_grad"] = {FOVEA_CPU_DISPATCH(clip_grad), in_place({{0, 0}, {0, 1}})};
}

}  // namespace fovea::cpu
#endif
