#include "apps/commands/backend.h"

#include <fmt/ranges.h>
#include <tbb/global_control.h>

#include <cstdlib>
#include <opencv2/core/utility.hpp>
#include <optional>
#include <vector>

#include "fovea/cpu/cpu.h"
#include "fovea/reference/reference.h"
#ifdef FOVEA_VULKAN
#include "fovea/vulkan/vulkan.h"
#endif

namespace fovea::apps {

namespace {

constexpr int most_threads = 1024;

// It computes on one thread itself; the loader beside it is what --threads limits.
class LimitedReference : public reference::ReferenceBackend {
 public:
  explicit LimitedReference(int threads) {
    if (threads > 0) {
      limit_.emplace(tbb::global_control::max_allowed_parallelism, static_cast<size_t>(threads));
    }
  }

 private:
  std::optional<tbb::global_control> limit_;
};

std::vector<DeviceInfo> vulkan_devices() {
#ifdef FOVEA_VULKAN
  return vulkan::devices();
#else
  return {};
#endif
}

constexpr std::string_view vulkan_prefix = "vulkan:";

#ifdef FOVEA_VULKAN
// The environment lets tests lose the device, refuse it memory, and watch it with the validation
// layer, whose first message then ends the program.
vulkan::Options vulkan_options(const std::string& device) {
  const auto number = [](const char* name) {
    const char* text = std::getenv(name);
    return text ? std::atoi(text) : 0;
  };
  vulkan::Options options{.device = device};
  options.validation = std::getenv("FOVEA_TEST_VALIDATION") != nullptr;
  options.fail_allocation = number("FOVEA_TEST_FAIL_ALLOCATION");
  options.lose_at_submission = number("FOVEA_TEST_LOSE_AT_SUBMISSION");
  options.warn = [fatal = options.validation](const std::string& text) {
    fmt::print(stderr, "fovea: warning: {}\n", text);
    if (fatal) std::_Exit(3);
  };
  return options;
}
#endif

}  // namespace

std::string automatic(std::span<const DeviceInfo> vulkan_devices) {
  for (const std::string_view kind : {"discrete GPU", "integrated GPU"}) {
    for (size_t i = 0; i < vulkan_devices.size(); ++i) {
      if (vulkan_devices[i].kind == kind) return fmt::format("{}{}", vulkan_prefix, i);
    }
  }
  return "cpu";
}

std::string backend_choices() {
#ifdef FOVEA_VULKAN
  return "auto|cpu|reference|vulkan";
#else
  return "auto|cpu|reference";
#endif
}

std::span<const std::string> backend_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> known = {"cpu", "reference"};
    const size_t devices = vulkan_devices().size();
    for (size_t i = 0; i < devices; ++i) {
      known.push_back(fmt::format("{}{}", vulkan_prefix, i));
    }
    return known;
  }();
  return names;
}

std::unique_ptr<Backend> make_backend(const std::string& name, int threads, Caller caller) {
  if (threads < 0 || threads > most_threads) {
    throw Error("{} threads are out of range; 0 takes one a core, the most is {}", threads,
                most_threads);
  }
  // OpenCV has an arena of its own, which no limit on ours reaches.
  if (threads > 0) cv::setNumThreads(threads);
  const std::string chosen = name == "auto" ? automatic(vulkan_devices()) : name;
#ifdef FOVEA_VULKAN
  if (chosen == "vulkan" || chosen.starts_with("vulkan:")) {
    const std::string device = chosen.substr(std::min(chosen.size(), vulkan_prefix.size()));
    return std::make_unique<vulkan::VulkanBackend>(vulkan_options(device));
  }
#endif
  if (chosen == "cpu") {
    return std::make_unique<cpu::CpuBackend>(
        cpu::Options{.threads = threads, .join_caller = caller == Caller::this_thread});
  }
  if (chosen == "reference") return std::make_unique<LimitedReference>(threads);
  throw Error("no backend named '{}'{}", name, did_you_mean(name, backend_names()))
      .hint(fmt::format("there are auto, {}", fmt::join(backend_names(), ", ")));
}

Precision precision_named(const std::string& name) {
  for (const Precision precision : {Precision::f32, Precision::f16}) {
    if (name == name_of(precision)) return precision;
  }
  throw Error("there is no precision '{}'", name).hint("it is fp32 or fp16");
}

std::string described(const DeviceInfo& device) {
  return fmt::format("{} ({}{})", device.backend, device.name,
                     device.threads == 0   ? ""
                     : device.threads == 1 ? ", 1 thread"
                                           : fmt::format(", {} threads", device.threads));
}

}  // namespace fovea::apps
