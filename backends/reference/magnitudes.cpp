#include "backends/reference/magnitudes.h"

namespace fovea::reference {

void on_absolutes(const KernelArgs& args, const std::function<void(const KernelArgs&)>& in_double) {
  std::vector<std::vector<double>> absolutes;
  KernelArgs changed{args.step, args.inputs, args.outputs, args.scratch};
  for (size_t k = 0; k < args.inputs.size(); ++k) {
    if (args.step.inputs[k].type.dtype != DType::f32) continue;
    const double* x = args.input<double>(k);
    std::vector<double>& copy = absolutes.emplace_back(x, x + args.input_count(k));
    for (double& value : copy) value = std::abs(value);
    changed.inputs[k] = reinterpret_cast<std::byte*>(copy.data());
  }
  in_double(changed);
}

}  // namespace fovea::reference
