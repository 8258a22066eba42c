// A row divided by its root mean square: simd/row_norm-inl.h.
#include "fovea/kernels/layer_norm.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "backends/cpu/kernels/rms_norm.cpp"
#include <hwy/foreach_target.h>
// These must come after foreach_target.h.
#include "backends/cpu/simd/row_norm-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fovea::cpu::HWY_NAMESPACE {

void rms_norm(const KernelArgs& args) { row_norm<false>(args); }

void rms_norm_grad(const KernelArgs& args) { row_norm_grad<false>(args); }

}  // namespace fovea::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fovea::cpu {

HWY_EXPORT(rms_norm);
HWY_EXPORT(rms_norm_grad);

void register_rms_norm(KernelTable& table) {
  table["rms_norm"] = {FOVEA_CPU_DISPATCH(rms_norm), in_place({{0, 0}})};
  table["rms_norm_grad"] = {FOVEA_CPU_DISPATCH(rms_norm_grad), norm_grad_support};
}

}  // namespace fovea::cpu
#endif
