#include <cstdlib>

#include "fovea/runtime/backend_table.h"
#include "fovea/vulkan/vulkan.h"

namespace fovea {

namespace {

// The environment lets tests lose the device, refuse it memory, and watch it with the validation
// layer, whose first message ends the program.
vulkan::Options vulkan_options(const BackendRequest& request) {
  const auto number = [](const char* name) {
    const char* text = std::getenv(name);
    return text ? std::atoi(text) : 0;
  };
  vulkan::Options options{.device = request.device};
  options.validation = std::getenv("FOVEA_TEST_VALIDATION") != nullptr;
  options.fail_allocation = number("FOVEA_TEST_FAIL_ALLOCATION");
  options.lose_at_submission = number("FOVEA_TEST_LOSE_AT_SUBMISSION");
  options.warn = [warn = request.warn, fatal = options.validation](const std::string& text) {
    if (warn) warn(text);
    if (fatal) std::_Exit(3);
  };
  return options;
}

}  // namespace

void register_vulkan(BackendTable& table) {
  table["vulkan"] = {.description = "a GPU, or any other device with a driver for Vulkan 1.3",
                     .make =
                         [](const BackendRequest& request) {
                           return std::make_unique<vulkan::VulkanBackend>(vulkan_options(request));
                         },
                     .devices = vulkan::devices};
}

}  // namespace fovea
