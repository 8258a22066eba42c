// Makes a panel with 16 rows of a matrix side by side, once for each Highway target: a
// transposition in blocks of 4x4.
#if defined(FOVEA_CPU_GEMM_PACK_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef FOVEA_CPU_GEMM_PACK_INL_H
#undef FOVEA_CPU_GEMM_PACK_INL_H
#else
#define FOVEA_CPU_GEMM_PACK_INL_H
#endif

#include <hwy/highway.h>

#include <algorithm>

#include "backends/cpu/gemm/gemm.h"

HWY_BEFORE_NAMESPACE();
namespace fovea::cpu {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

#if HWY_TARGET != HWY_SCALAR
// Columns k .. k+3 of four rows, as four rows of a panel.
HWY_INLINE void transpose_4x4(const float* rows, Index stride, float* panel) {
  const hn::FixedTag<float, 4> d;
  const hn::Repartition<double, decltype(d)> pairs;
  const auto a = hn::LoadU(d, rows), b = hn::LoadU(d, rows + stride),
             c = hn::LoadU(d, rows + 2 * stride), e = hn::LoadU(d, rows + 3 * stride);
  const auto ab_low = hn::BitCast(pairs, hn::InterleaveLower(d, a, b));
  const auto ce_low = hn::BitCast(pairs, hn::InterleaveLower(d, c, e));
  const auto ab_high = hn::BitCast(pairs, hn::InterleaveUpper(d, a, b));
  const auto ce_high = hn::BitCast(pairs, hn::InterleaveUpper(d, c, e));
  hn::Store(hn::BitCast(d, hn::InterleaveLower(pairs, ab_low, ce_low)), d, panel);
  hn::Store(hn::BitCast(d, hn::InterleaveUpper(pairs, ab_low, ce_low)), d, panel + panel_width);
  hn::Store(hn::BitCast(d, hn::InterleaveLower(pairs, ab_high, ce_high)), d,
            panel + 2 * panel_width);
  hn::Store(hn::BitCast(d, hn::InterleaveUpper(pairs, ab_high, ce_high)), d,
            panel + 3 * panel_width);
}
#endif

// Rows are outputs, `row_stride` floats apart; k_count floats of each are taken.
inline void pack_panel(const float* weight, Index row_stride, Index k_count, Index rows,
                       float* panel) {
  rows = std::min(rows, panel_width);
  Index done = 0;  // k
#if HWY_TARGET != HWY_SCALAR
  const Index whole_rows = rows / 4 * 4;
  for (; done + 4 <= k_count; done += 4) {
    for (Index row = 0; row < whole_rows; row += 4) {
      transpose_4x4(weight + row * row_stride + done, row_stride, panel + done * panel_width + row);
    }
  }
#else
  const Index whole_rows = 0;
#endif
  for (Index k = 0; k < k_count; ++k) {
    float* to = panel + k * panel_width;
    for (Index row = k < done ? whole_rows : 0; row < rows; ++row) {
      to[row] = weight[row * row_stride + k];
    }
    for (Index row = rows; row < panel_width; ++row) to[row] = 0;
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace fovea::cpu
HWY_AFTER_NAMESPACE();

#endif
