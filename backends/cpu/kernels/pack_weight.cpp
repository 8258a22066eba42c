// pack_weight (outputs, kernel_h, kernel_w, inputs) -> panels for the forward product: a
// transposition, 16 outputs side by side, in blocks of 4x4.
#include <algorithm>

#include "backends/cpu/gemm/pack.h"
#include "backends/cpu/kernel.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "backends/cpu/kernels/pack_weight.cpp"
#include <hwy/foreach_target.h>
// Behind foreach_target.h.
#include <hwy/highway.h>

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

// Rows are outputs, k_count floats each.
void pack_panel(const float* weight, Index k_count, Index rows, float* panel) {
  rows = std::min(rows, panel_width);
  Index done = 0;  // k
#if HWY_TARGET != HWY_SCALAR
  const Index whole_rows = rows / 4 * 4;
  for (; done + 4 <= k_count; done += 4) {
    for (Index row = 0; row < whole_rows; row += 4) {
      transpose_4x4(weight + row * k_count + done, k_count, panel + done * panel_width + row);
    }
  }
#else
  const Index whole_rows = 0;
#endif
  for (Index k = 0; k < k_count; ++k) {
    float* to = panel + k * panel_width;
    for (Index row = k < done ? whole_rows : 0; row < rows; ++row) {
      to[row] = weight[row * k_count + k];
    }
    for (Index row = rows; row < panel_width; ++row) to[row] = 0;
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace fovea::cpu
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fovea::cpu {

HWY_EXPORT(pack_panel);

namespace {

void run(const KernelArgs& args) {
  const PackParams& params = args.params<PackParams>();
  const Index k = params.taps() * params.inputs, outputs = params.outputs;
  const Index group_panels = divide_up(outputs, panel_width), panels = params.groups * group_panels;
  const Index per_chunk = divide_up(32768, k * panel_width);
  const float* weight = args.input<float>(0);
  float* packed = args.output<float>(0);
  parallel_for(static_cast<int>(divide_up(panels, per_chunk)), [&](int chunk) {
    for (Index p = chunk * per_chunk; p < std::min((chunk + 1) * per_chunk, panels); ++p) {
      const Index group = p / group_panels, first = p % group_panels * panel_width;
      HWY_DYNAMIC_DISPATCH(pack_panel)
      (weight + (group * outputs + first) * k, k, outputs - first, packed + p * k * panel_width);
    }
  });
}

}  // namespace

void register_pack_weight(KernelTable& table) { table["pack_weight"] = {run}; }

}  // namespace fovea::cpu
#endif
