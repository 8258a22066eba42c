#include "framework/train/first_fault.h"

#include <cmath>

namespace fovea {

std::string first_fault(const std::vector<std::pair<std::string, Tensor>>& values) {
  for (const auto& [name, tensor] : values) {
    if (tensor.dtype() != DType::f32) continue;
    for (const float x : tensor.as<float>()) {
      if (!std::isfinite(x)) return fmt::format("node {} gave {}", name, x);
    }
  }
  return "no node of the step shows it";
}

}  // namespace fovea
