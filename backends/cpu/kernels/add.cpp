#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "backends/cpu/kernels/add.cpp"
#include <hwy/foreach_target.h>
// These must come after foreach_target.h.
#include "backends/cpu/simd/elementwise-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fovea::cpu::HWY_NAMESPACE {

void add(const KernelArgs& args) {
  map2(args, [](auto, auto a, auto b) HWY_ATTR { return hn::Add(a, b); });
}

}  // namespace fovea::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fovea::cpu {

HWY_EXPORT(add);

void register_add(KernelTable& table) {
  table["add"] = {FOVEA_CPU_DISPATCH(add), in_place({{0, 0}, {0, 1}})};
}

}  // namespace fovea::cpu
#endif
