#include "fovea/cpu/kernel.h"
#include "fovea/kernels/elementwise.h"

namespace fovea::cpu {

namespace {

void moving_average(const KernelArgs& args) {
  const auto& p = args.params<ElementwiseParams>();
  const float *old = args.input<float>(0), *next = args.input<float>(1);
  float* y = args.output<float>(0);
  for (size_t i = 0; i < p.count; ++i) y[i] = p.alpha * old[i] + p.beta * next[i];
}

}  // namespace

void register_moving_average(KernelTable& table) {
  table["moving_average"] = {moving_average, [](const Step&) {
                               return Support{.in_place = {{0, 0}, {0, 1}}};
                             }};
}

}  // namespace fovea::cpu
