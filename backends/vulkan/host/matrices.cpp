#include "backends/vulkan/host/matrices.h"

#include "backends/vulkan/host/device.h"

namespace fovea::vulkan {

std::vector<std::vector<uint>> matrix_shapes(const vk::raii::PhysicalDevice& device) {
  if (FOVEA_MATRICES == 0 || !has_extension(device, FOVEA_COOPERATIVE_EXTENSION)) return {};
  const auto features =
      device.getFeatures2<vk::PhysicalDeviceFeatures2, vk::PhysicalDeviceVulkan11Features,
                          vk::PhysicalDeviceVulkan12Features, MatrixFeatures>();
  const auto& features12 = features.get<vk::PhysicalDeviceVulkan12Features>();
  if (!features.get<MatrixFeatures>().cooperativeMatrix || !features12.shaderFloat16 ||
      !features12.vulkanMemoryModel ||
      !features.get<vk::PhysicalDeviceVulkan11Features>().storageBuffer16BitAccess) {
    return {};
  }
  using Component = vk::FOVEA_COOPERATIVE(ComponentType);
  vk::FOVEA_COOPERATIVE(CooperativeMatrixProperties) half_product;
  half_product.scope = vk::FOVEA_COOPERATIVE(Scope)::eSubgroup;
  half_product.AType = half_product.BType = Component::eFloat16;
  half_product.CType = half_product.FOVEA_COOPERATIVE_RESULT = Component::eFloat32;
  std::vector<std::vector<uint>> shapes;
  for (const auto& product : device.FOVEA_COOPERATIVE(getCooperativeMatrixProperties)()) {
    half_product.MSize = product.MSize;
    half_product.NSize = product.NSize;
    half_product.KSize = product.KSize;
    if (product == half_product) shapes.push_back({product.MSize, product.NSize, product.KSize});
  }
  return shapes;
}

}  // namespace fovea::vulkan
