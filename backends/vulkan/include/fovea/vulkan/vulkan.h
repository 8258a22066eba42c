// The Vulkan backend: a training step as recorded command buffers on any Vulkan 1.3 device. It
// needs no Vulkan header and no Vulkan library to start. host/device.cpp lists the
// devices, host/state.cpp has the state.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "fovea/runtime/backend.h"
#include "fovea/vulkan/shader.h"

namespace fovea::vulkan {

struct Options {
  /// One or two digits: the device of this number. Another text: the first device whose name
  /// contains it, with capital or small letters. "": the best device, in the order discrete,
  /// integrated, virtual, software.
  std::string device = {};
  /// Where pipelines, tuning and self-checks are kept; "" is fovea's folder in the user's cache.
  std::filesystem::path cache = {};
  /// No submission should run longer than this on the device, in seconds.
  double longest_submission = 0.5;
  /// Whether kernels are checked against the reference backend before their first use.
  bool self_check = true;
  /// Called with messages for the user that no call returns: a kernel that failed its self-check
  /// and is switched off, or a message of the validation layer.
  std::function<void(const std::string&)> warn = {};

  // For tests.
  bool without_halves = false;  // as on a device without 16-bit storage
  bool validation = false;      // the validation layer, with synchronisation validation
  bool gpu_assisted = false;    // the validation layer, with GPU-assisted validation instead
  int fail_allocation = 0;      // the k-th device memory allocation fails; 0: none
  int fail_pipeline = 0;        // the driver refuses the k-th pipeline; 0: none
  int lose_at_submission = 0;   // from the k-th submission on the device is lost; 0: never
};

/// The Vulkan 1.3 devices of this machine in the driver's order; empty without Vulkan.
std::vector<DeviceInfo> devices();

class VulkanBackend : public Backend {
 public:
  /// Throws Error, which lists the devices, if no device fits options.device.
  explicit VulkanBackend(Options options = {});
  ~VulkanBackend() override;

  /// Adds a kernel, or replaces the one of this name. Layers from outside get their kernels this
  /// way.
  void add(const Shader& shader);

  DeviceInfo info() const override;
  bool has_halves() const override;
  Support query(const Step& step) const override;
  std::int64_t block_bytes() const override;
  std::unique_ptr<State> make_state(std::span<const Variable> variables) override;
  std::unique_ptr<Executable> load(const Plan& plan, State& state) override;

  /// Checks every kernel now, not before its first use; also with halves in all slots that may
  /// hold them.
  void check_kernels();

 private:
  std::optional<OtherKernel> by_winograd(const Step& step) const;

  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Fills the activation memory of a state with 0xFF bytes (NaN): tests use it to find kernels that
/// read bytes that nobody wrote.
void poison(State& state);

/// Faults of the barriers that an executable of this backend has recorded, one line each; see
/// audit() in schedule.h.
std::vector<std::string> audit_recording(const Executable& executable);

}  // namespace fovea::vulkan
