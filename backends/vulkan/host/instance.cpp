#include "backends/vulkan/host/device.h"

namespace fovea::vulkan {

namespace {

constexpr const char* validation_layer = "VK_LAYER_KHRONOS_validation";

vk::raii::Context open_loader() {
  try {
    return vk::raii::Context();
  } catch (const std::runtime_error&) {
    throw Error("there is no Vulkan on this machine").hint("install libvulkan1 and a driver");
  }
}

}  // namespace

Instance::Instance(const Options& options) : warn_(options.warn), context_(open_loader()) {
  const vk::ApplicationInfo application("fovea", 1, "fovea", 1, VK_API_VERSION_1_3);
  std::vector<const char*> layers, extensions;
  std::vector<vk::ValidationFeatureEnableEXT> enabled;
  vk::DebugUtilsMessengerCreateInfoEXT messenger(
      {},
      vk::DebugUtilsMessageSeverityFlagBitsEXT::eError |
          vk::DebugUtilsMessageSeverityFlagBitsEXT::eWarning,
      vk::DebugUtilsMessageTypeFlagBitsEXT::eValidation, receive, this);
  if (options.validation || options.gpu_assisted) {
    layers.push_back(validation_layer);
    extensions = {VK_EXT_DEBUG_UTILS_EXTENSION_NAME, VK_EXT_VALIDATION_FEATURES_EXTENSION_NAME};
    if (options.gpu_assisted) {
      enabled = {vk::ValidationFeatureEnableEXT::eGpuAssisted,
                 vk::ValidationFeatureEnableEXT::eGpuAssistedReserveBindingSlot};
    } else {
      enabled = {vk::ValidationFeatureEnableEXT::eSynchronizationValidation};
    }
  }
  const vk::ValidationFeaturesEXT features(enabled, {});
  const vk::InstanceCreateInfo info({}, &application, layers, extensions,
                                    layers.empty() ? nullptr : &features);
  try {
    instance_ = vk::raii::Instance(context_, info);
  } catch (const vk::SystemError& error) {
    throw Error("Vulkan does not start: {}", error.what())
        .hint("install a Vulkan driver, or mesa-vulkan-drivers for the software one");
  }
  if (!layers.empty()) messenger_ = vk::raii::DebugUtilsMessengerEXT(instance_, messenger);
}

std::vector<vk::raii::PhysicalDevice> Instance::devices() const {
  std::vector<vk::raii::PhysicalDevice> result;
  for (auto& device : vk::raii::PhysicalDevices(instance_)) {
    const auto properties = device.getProperties();
    if (properties.apiVersion >= VK_API_VERSION_1_3) {
      result.push_back(std::move(device));
    } else if (warn_) {
      warn_(fmt::format("{} offers no Vulkan 1.3: left out", properties.deviceName.data()));
    }
  }
  return result;
}

VkBool32 Instance::receive(VkDebugUtilsMessageSeverityFlagBitsEXT, VkDebugUtilsMessageTypeFlagsEXT,
                           const VkDebugUtilsMessengerCallbackDataEXT* data, void* self) {
  const auto& warn = static_cast<const Instance*>(self)->warn_;
  if (warn) warn(data->pMessage);
  return VK_FALSE;
}

}  // namespace fovea::vulkan
