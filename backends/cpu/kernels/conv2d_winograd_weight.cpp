// conv2d_winograd_weight (weight) -> U = G g G^T of every pair of channels, as panels for the 36
// products of conv2d_winograd: (outputs / 16, 36, inputs, 16). Vectors run over the outputs, which
// are side by side in a turned weight; for the other form a panel is transposed first.
#include "fovea/kernels/conv2d_winograd.h"

#include <hwy/cache_control.h>

#include "backends/cpu/conv/winograd.h"
#include "fovea/cpu/kernel.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "backends/cpu/kernels/conv2d_winograd_weight.cpp"
#include <hwy/foreach_target.h>
// These must come after foreach_target.h.
#include <hwy/highway.h>

#include "backends/cpu/conv/winograd_weight-inl.h"
#include "backends/cpu/gemm/pack-inl.h"

#if HWY_ONCE
namespace fovea::cpu {

HWY_EXPORT(pack_panel);
HWY_EXPORT(transform_panel);

namespace {

constexpr Index chunk_floats = 32768;

// The panel from output `first` on.
WinogradTaps taps_of(const Conv2dWinogradWeightParams& params, const float* weight, Index first) {
  const Index taps = Index{params.kernel} * params.kernel;
  const Index inputs = params.channels, outputs = params.out_channels;
  WinogradTaps panel;
  panel.kernel = params.kernel;
  panel.inputs = inputs;
  panel.outputs = std::min(panel_width, outputs - first);
  if (params.turned) {
    panel.first = weight + (taps - 1) * outputs + first;
    panel.input_stride = taps * outputs;
    panel.tap_stride = -outputs;
    return panel;
  }
  float* packed = thread_scratch_of<float>(static_cast<size_t>(taps * inputs * panel_width));
  HWY_DYNAMIC_DISPATCH(pack_panel)
  (weight + first * taps * inputs, taps * inputs, taps * inputs, panel.outputs, packed);
  panel.first = packed;
  panel.input_stride = panel_width;
  panel.tap_stride = inputs * panel_width;
  return panel;
}

void run(const KernelArgs& args) {
  const auto& params = args.params<Conv2dWinogradWeightParams>();
  const Index inputs = params.channels, outputs = params.out_channels;
  const Index panels = divide_up(outputs, panel_width), panel = winograd_weight_panel(inputs);
  const Index per_chunk = divide_up(chunk_floats, panel);
  const bool past_caches = winograd_weight_count(inputs, outputs) > cached_floats;
  const float* weight = args.input<float>(0);
  float* packed = args.output<float>(0);
  parallel_for(static_cast<int>(divide_up(panels, per_chunk)), [&](int chunk) {
    for (Index p = chunk * per_chunk; p < std::min((chunk + 1) * per_chunk, panels); ++p) {
      HWY_DYNAMIC_DISPATCH(transform_panel)
      (taps_of(params, weight, p * panel_width), packed + p * panel, winograd_weight_plane(inputs),
       past_caches);
    }
    if (past_caches) hwy::FlushStream();
  });
}

Support query(const Step& step) {
  const auto& params = step.params.as<Conv2dWinogradWeightParams>();
  if (params.tile == winograd_tile(params.kernel)) return {};
  return {.reason = "it transforms for tiles of 6x6 pixels alone"};
}

}  // namespace

void register_conv2d_winograd_weight(KernelTable& table) {
  table["conv2d_winograd_weight"] = {run, query};
}

}  // namespace fovea::cpu
#endif
