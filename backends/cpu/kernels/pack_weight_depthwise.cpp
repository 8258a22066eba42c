// pack_weight_depthwise (channels, kernel_h, kernel_w, 1) -> (kernel_h, kernel_w, channels), for
// the forward pass and the input gradient of a depthwise conv2d.
#include "backends/cpu/gemm/pack.h"
#include "fovea/cpu/kernel.h"

namespace fovea::cpu {

namespace {

void run(const KernelArgs& args) {
  const PackParams& params = args.params<PackParams>();
  const Index channels = params.groups, taps = params.taps();
  const float* weight = args.input<float>(0);
  float* packed = args.output<float>(0);
  for (Index tap = 0; tap < taps; ++tap) {
    for (Index c = 0; c < channels; ++c) *packed++ = weight[c * taps + tap];
  }
}

}  // namespace

void register_pack_weight_depthwise(KernelTable& table) { table["pack_weight_depthwise"] = {run}; }

}  // namespace fovea::cpu
