// The Vulkan headers as this backend uses them: RAII handles over a loader opened at run time, so
// that a program starts where no Vulkan is installed.
#pragma once

#define VK_NO_PROTOTYPES
#include <vulkan/vulkan_raii.hpp>

#include "fovea/runtime/backend.h"

namespace fovea::vulkan {

/// Runs `call`; what the driver reports leaves as an Error, a lost device as DeviceLost.
template <typename Call>
decltype(auto) translated(const Call& call) {
  try {
    return call();
  } catch (const vk::DeviceLostError&) {
    throw DeviceLost("the Vulkan device was lost");
  } catch (const vk::SystemError& error) {
    throw Error("the Vulkan driver reports: {}", error.what());
  }
}

}  // namespace fovea::vulkan
