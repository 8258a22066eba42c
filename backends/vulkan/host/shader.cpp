#include "fovea/vulkan/shader.h"

#include <span>

namespace fovea::vulkan {

namespace {

uint mask_of(std::span<const Slot> slots) {
  uint mask = 0;
  for (size_t k = 0; k < slots.size(); ++k) {
    if (slots[k].type.dtype == DType::f16) mask |= 1u << k;
  }
  return mask;
}

}  // namespace

uint halves_of(const Step& step) { return mask_of(step.inputs) | mask_of(step.outputs) << 16; }

}  // namespace fovea::vulkan
