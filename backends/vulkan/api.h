// The Vulkan headers as this backend uses them: RAII handles over a loader opened at run time, so
// that a program starts where no Vulkan is installed.
#pragma once

#define VK_NO_PROTOTYPES
#include <vulkan/vulkan_raii.hpp>
