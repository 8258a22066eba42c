// (row - mean) / deviation: simd/row_norm-inl.h.
#include "fovea/kernels/layer_norm.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "backends/cpu/kernels/layer_norm.cpp"
#include <hwy/foreach_target.h>
// These must come after foreach_target.h.
#include "backends/cpu/simd/row_norm-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fovea::cpu::HWY_NAMESPACE {

void layer_norm(const KernelArgs& args) { row_norm<true>(args); }

void layer_norm_grad(const KernelArgs& args) { row_norm_grad<true>(args); }

}  // namespace fovea::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fovea::cpu {

HWY_EXPORT(layer_norm);
HWY_EXPORT(layer_norm_grad);

void register_layer_norm(KernelTable& table) {
  table["layer_norm"] = {FOVEA_CPU_DISPATCH(layer_norm), in_place({{0, 0}})};
  table["layer_norm_grad"] = {FOVEA_CPU_DISPATCH(layer_norm_grad), norm_grad_support};
}

}  // namespace fovea::cpu
#endif
