// pack_weight (outputs, kernel_h, kernel_w, inputs) -> panels for the forward product: a
// transposition with 16 outputs side by side.
#include <algorithm>

#include "backends/cpu/gemm/pack.h"
#include "fovea/cpu/kernel.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "backends/cpu/kernels/pack_weight.cpp"
#include <hwy/foreach_target.h>
// These must come after foreach_target.h.
#include <hwy/highway.h>

#include "backends/cpu/gemm/pack-inl.h"

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
      (weight + (group * outputs + first) * k, k, k, outputs - first, packed + p * k * panel_width);
    }
  });
}

}  // namespace

void register_pack_weight(KernelTable& table) { table["pack_weight"] = {run}; }

}  // namespace fovea::cpu
#endif
