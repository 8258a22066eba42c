// Cooperative matrices: the invocations of a subgroup multiply them together on special units of
// GPUs, by the extension that the shaders' compiler knows (FOVEA_MATRICES, cmake/vulkan.cmake).
#pragma once

#include <vector>

#include "backends/vulkan/host/api.h"
#include "fovea/kernels/params.h"

namespace fovea::vulkan {

#if FOVEA_MATRICES == 1
#define FOVEA_COOPERATIVE(name) name##KHR
#define FOVEA_COOPERATIVE_RESULT ResultType
#define FOVEA_COOPERATIVE_EXTENSION VK_KHR_COOPERATIVE_MATRIX_EXTENSION_NAME
#else
#define FOVEA_COOPERATIVE(name) name##NV
#define FOVEA_COOPERATIVE_RESULT DType
#define FOVEA_COOPERATIVE_EXTENSION VK_NV_COOPERATIVE_MATRIX_EXTENSION_NAME
#endif
using MatrixFeatures = vk::FOVEA_COOPERATIVE(PhysicalDeviceCooperativeMatrixFeatures);

/// Rows, columns and depth of the products of halves that a subgroup of the device can compute and
/// add in float; empty if the device lacks something else that the shaders use.
std::vector<std::vector<uint>> matrix_shapes(const vk::raii::PhysicalDevice& device);

}  // namespace fovea::vulkan
