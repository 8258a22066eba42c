// Transposes rows of a head for a product. Included once per Highway target.
#if defined(FOVEA_CPU_ATTENTION_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef FOVEA_CPU_ATTENTION_INL_H
#undef FOVEA_CPU_ATTENTION_INL_H
#else
#define FOVEA_CPU_ATTENTION_INL_H
#endif

#include "backends/cpu/gemm/pack-inl.h"
#include "backends/cpu/simd/attention.h"

HWY_BEFORE_NAMESPACE();
namespace fovea::cpu::HWY_NAMESPACE {

/// Rows of a head as b of a product: panels of (width, count of rows).
inline void pack_turned(HeadRows rows, Range range, Index width, float* panels) {
  for (Index first = range.begin; first < range.end; first += panel_width) {
    pack_panel(rows[first], rows.stride, width, range.end - first, panels);
    panels += width * panel_width;
  }
}

}  // namespace fovea::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // FOVEA_CPU_ATTENTION_INL_H
