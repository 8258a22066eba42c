// The Vulkan headers as this backend uses them: RAII handles over a loader that is opened at run
// time, so a program starts also where no Vulkan is installed.
#pragma once

#define VK_NO_PROTOTYPES
#include <vulkan/vulkan_raii.hpp>

#include "fovea/runtime/backend.h"

namespace fovea::vulkan {

/// Runs `call`; errors of the driver are thrown as Error, a lost device as DeviceLost.
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
