// pack_weight_grad_input (outputs, kernel_h, kernel_w, inputs) -> panels for the input
// gradient's product: for each output and kernel row, runs of (kernel_w, inputs) side by side.
#include <algorithm>
#include <cstring>

#include "backends/cpu/gemm/pack.h"
#include "fovea/cpu/kernel.h"

namespace fovea::cpu {

namespace {

// Columns n = (kernel_w, input in block) from `first` on, for every k = (kernel_h, output).
// They are contiguous in memory: a block is all inputs, or its panels do not cross a tap.
void pack_panel(const PackParams& params, const float* weight, Index block, Index first,
                float* panel) {
  const Index inputs = params.inputs, start = block * params.input_block();
  const Index width = std::min(params.input_block(), inputs - start);
  const size_t count = static_cast<size_t>(std::min(panel_width, width * params.kernel_w - first));
  const float* column = weight + first / width * inputs + start + first % width;
  const Index row = params.kernel_w * inputs;
  for (Index kh = 0; kh < params.kernel_h; ++kh) {
    const float* from = column + kh * row;
    for (Index o = 0; o < params.outputs; ++o, from += params.kernel_h * row) {
      if (count == panel_width) {
        std::memcpy(panel, from, panel_width * sizeof(float));
      } else {
        std::memcpy(panel, from, count * sizeof(float));
        std::fill(panel + count, panel + panel_width, 0.0f);
      }
      panel += panel_width;
    }
  }
}

void run(const KernelArgs& args) {
  const PackParams& params = args.params<PackParams>();
  const Index panel_count = Index{params.kernel_h} * params.outputs * panel_width;
  const Index block_panels = divide_up(params.input_block() * params.kernel_w, panel_width);
  const Index group_panels = params.grad_input_count() / panel_count;
  const Index panels = params.groups * group_panels;
  const Index per_chunk = divide_up(32768, panel_count);
  const float* weight = args.input<float>(0);
  float* packed = args.output<float>(0);
  parallel_for(static_cast<int>(divide_up(panels, per_chunk)), [&](int chunk) {
    for (Index p = chunk * per_chunk; p < std::min((chunk + 1) * per_chunk, panels); ++p) {
      const Index group = p / group_panels, in_group = p % group_panels;
      pack_panel(params, weight + group * params.group_count(), in_group / block_panels,
                 in_group % block_panels * panel_width, packed + p * panel_count);
    }
  });
}

}  // namespace

void register_pack_weight_grad_input(KernelTable& table) {
  table["pack_weight_grad_input"] = {run};
}

}  // namespace fovea::cpu
