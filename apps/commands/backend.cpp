#include "apps/commands/backend.h"

#include <fmt/ranges.h>
#include <tbb/global_control.h>

#include <opencv2/core/utility.hpp>
#include <optional>
#include <vector>

#include "apps/cli/say.h"
#include "fovea/runtime/forwarding_backend.h"

namespace fovea {

void register_all(BackendTable& table);  // written by CMake from the folders of backends/

namespace apps {

namespace {

constexpr int most_threads = 1024;

struct BackendOwner {
  std::unique_ptr<Backend> owned;
};

// For a backend that does not limit the process to a number of threads itself: the loader uses some
// threads too.
class WithinThreads : BackendOwner, public ForwardingBackend {
 public:
  WithinThreads(std::unique_ptr<Backend> backend, int threads)
      : BackendOwner{std::move(backend)},
        ForwardingBackend(*owned),
        limit_(tbb::global_control::max_allowed_parallelism, static_cast<size_t>(threads)) {}

 private:
  tbb::global_control limit_;
};

}  // namespace

const BackendTable& backends() {
  static const BackendTable table = [] {
    BackendTable all;
    register_all(all);
    return all;
  }();
  return table;
}

std::string automatic(const BackendTable& table) {
  for (const std::string_view kind : {"discrete GPU", "integrated GPU"}) {
    for (const auto& [name, entry] : table) {
      if (!entry.devices) continue;
      const std::vector<DeviceInfo> devices = entry.devices();
      for (size_t i = 0; i < devices.size(); ++i) {
        if (devices[i].kind == kind) return fmt::format("{}:{}", name, i);
      }
    }
  }
  return "cpu";
}

std::string backend_choices() {
  std::string choices = "auto";
  for (const auto& [name, entry] : backends()) choices += "|" + name;
  return choices;
}

std::string backend_descriptions() {
  std::string text = "Backends:\n";
  for (const auto& [name, entry] : backends()) {
    text += fmt::format("  {:<10} {}\n", name, entry.description);
  }
  return text;
}

std::span<const std::string> backend_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> known, of_devices;
    for (const auto& [name, entry] : backends()) {
      if (!entry.devices) known.push_back(name);
      const size_t devices = entry.devices ? entry.devices().size() : 0;
      for (size_t i = 0; i < devices; ++i) of_devices.push_back(fmt::format("{}:{}", name, i));
    }
    known.insert(known.end(), of_devices.begin(), of_devices.end());
    return known;
  }();
  return names;
}

std::unique_ptr<Backend> make_backend(const std::string& name, int threads, Caller caller) {
  if (threads < 0 || threads > most_threads) {
    throw Error("{} threads are out of range; 0 takes one a core, the most is {}", threads,
                most_threads);
  }
  // OpenCV has an arena of its own; our limit does not apply to it.
  if (threads > 0) cv::setNumThreads(threads);
  const std::string full_name = name == "auto" ? automatic(backends()) : name;
  const size_t colon = std::min(full_name.find(':'), full_name.size());
  const auto match = backends().find(full_name.substr(0, colon));
  if (match == backends().end() || (colon < full_name.size() && !match->second.devices)) {
    throw Error("no backend named '{}'{}", name, did_you_mean(name, backend_names()))
        .hint(fmt::format("there are auto, {}", fmt::join(backend_names(), ", ")));
  }
  const BackendEntry& entry = match->second;
  auto backend =
      entry.make({.device = colon < full_name.size() ? full_name.substr(colon + 1) : "",
                  .threads = threads,
                  .join_caller = caller == Caller::this_thread,
                  .caller_waits = caller == Caller::others,
                  .warn = [](const std::string& text) { say("fovea: warning: {}\n", text); }});
  if (threads == 0 || entry.limits_threads) return backend;
  return std::make_unique<WithinThreads>(std::move(backend),
                                         threads + (caller == Caller::others ? 1 : 0));
}

Precision precision_named(const std::string& name) {
  for (const Precision precision : {Precision::f32, Precision::f16}) {
    if (name == name_of(precision)) return precision;
  }
  throw Error("there is no precision '{}'", name).hint("it is fp32 or fp16");
}

std::string device_text(const DeviceInfo& device) {
  return fmt::format("{} ({}{})", device.backend, device.name,
                     device.threads == 0   ? ""
                     : device.threads == 1 ? ", 1 thread"
                                           : fmt::format(", {} threads", device.threads));
}

}  // namespace apps

}  // namespace fovea
