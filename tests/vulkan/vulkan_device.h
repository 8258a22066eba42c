// The Vulkan device that tests run on: the software driver, so that results do not depend on the
// machine's graphics card. FOVEA_TEST_VULKAN names another one.
#pragma once

#include <boost/test/unit_test.hpp>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>

#include "fovea/vulkan/vulkan.h"
#include "tests/support/temporary_folder.h"

namespace fovea {

namespace vulkan {
void register_test_shaders(ShaderTable& table);
}

inline std::string test_vulkan_device() {
  const char* name = std::getenv("FOVEA_TEST_VULKAN");
  return name ? name : "llvmpipe";
}

/// A precondition of test suites that need a device: without one they are skipped.
inline boost::test_tools::assertion_result has_test_vulkan(boost::unit_test::test_unit_id) {
  if (std::getenv("FOVEA_TEST_VULKAN")) return true;
  for (const DeviceInfo& info : vulkan::devices()) {
    if (info.name.find(test_vulkan_device()) != std::string::npos) return true;
  }
  return false;
}

/// The backend on the test device, with its caches in `cache`. FOVEA_TEST_VALIDATION in the
/// environment switches the validation layer on. If the test does not handle warnings itself, the
/// first warning ends the program, even at shutdown.
inline std::unique_ptr<vulkan::VulkanBackend> test_vulkan(vulkan::Options options,
                                                          const std::string& cache) {
  options.device = test_vulkan_device();
  options.cache = cache;
  if (std::getenv("FOVEA_TEST_VALIDATION") && !options.gpu_assisted) options.validation = true;
  if (!options.warn) {
    options.warn = [](const std::string& text) {
      std::fprintf(stderr, "error: %s\n", text.c_str());
      std::_Exit(3);
    };
  }
  return std::make_unique<vulkan::VulkanBackend>(options);
}

/// One backend for all cases of a program, with the kernels of tests/vulkan/kernels; null without a
/// device.
inline vulkan::VulkanBackend* shared_test_vulkan() {
  static const TemporaryFolder cache;
  static const std::unique_ptr<vulkan::VulkanBackend> backend = [] {
    std::unique_ptr<vulkan::VulkanBackend> result;
    if (!has_test_vulkan(0)) return result;
    // The test cases are a better check than the kernels' self-check.
    result = test_vulkan({.self_check = false}, cache.path());
    vulkan::ShaderTable shaders;
    vulkan::register_test_shaders(shaders);
    for (const auto& [name, shader] : shaders) result->add(shader);
    return result;
  }();
  return backend.get();
}

}  // namespace fovea
