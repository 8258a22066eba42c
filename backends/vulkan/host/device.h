// One Vulkan device: chooses and opens it, and asks what it can do. It has queues, each with a
// timeline semaphore that counts submissions. The instance is in instance.cpp.
#pragma once

#include <algorithm>
#include <optional>

#include "backends/vulkan/host/api.h"
#include "backends/vulkan/host/matrices.h"
#include "fovea/vulkan/vulkan.h"

namespace fovea::vulkan {

/// The loader and an instance, whose validation layer sends messages to Options::warn.
class Instance {
 public:
  /// Throws Error when there is no Vulkan.
  explicit Instance(const Options& options);

  const vk::raii::Instance& handle() const { return instance_; }
  /// The devices that offer Vulkan 1.3.
  std::vector<vk::raii::PhysicalDevice> devices() const;

 private:
  static VKAPI_ATTR VkBool32 VKAPI_CALL receive(VkDebugUtilsMessageSeverityFlagBitsEXT severity,
                                                VkDebugUtilsMessageTypeFlagsEXT type,
                                                const VkDebugUtilsMessengerCallbackDataEXT* data,
                                                void* self);
  std::function<void(const std::string&)> warn_;
  vk::raii::Context context_;
  vk::raii::Instance instance_ = nullptr;
  vk::raii::DebugUtilsMessengerEXT messenger_ = nullptr;
};

/// A queue and the timeline that its submissions advance.
class Queue {
 public:
  Queue(const vk::raii::Device& device, std::uint32_t family, std::uint32_t index, bool wait_idle,
        int lose_at);

  /// Submits the command buffers, each as a submission of its own; they wait until `other` has
  /// reached `value`. Returns the value that the timeline has when all are done.
  std::uint64_t submit(std::span<const vk::CommandBuffer> buffers, const Queue* other = nullptr,
                       std::uint64_t value = 0);
  /// Blocks until the timeline has reached the value. Throws DeviceLost.
  void wait(std::uint64_t value);
  void wait_all() { wait(last_); }
  /// The same for destructors; false on a lost device, where nothing runs any more.
  bool drain() noexcept;
  std::uint32_t family() const { return family_; }

 private:
  void lose_on_purpose() const {
    if (lose_at_ > 0 && submissions_ >= lose_at_) throw vk::DeviceLostError("on purpose");
  }

  const vk::raii::Device& device_;
  std::uint32_t family_;
  bool wait_idle_;  // GPU-assisted validation mistakes a wait for a semaphore for a hang
  std::int64_t lose_at_, submissions_ = 0;
  vk::raii::Queue queue_;
  vk::raii::Semaphore timeline_;
  std::uint64_t last_ = 0;
};

class Device {
 public:
  explicit Device(const Options& options);
  ~Device();

  const vk::raii::Device& handle() const { return device_; }
  const vk::raii::PhysicalDevice& physical() const { return physical_; }
  const vk::PhysicalDeviceProperties& properties() const { return properties_; }
  const Options& options() const { return options_; }
  const DeviceInfo& info() const { return info_; }
  /// Whether the device is a program on the CPU; then its memory is the host's.
  bool is_software() const { return info_.kind == "software"; }
  Queue& compute() { return *compute_; }
  /// Another queue for copies during the computation, if there is one.
  Queue& transfer() { return transfer_ ? *transfer_ : *compute_; }
  bool has_timestamps() const { return timestamp_bits_ > 0; }
  /// Seconds from one timestamp to a later one; timestamps have fewer than 64 bits and wrap around.
  double seconds(std::uint64_t from, std::uint64_t to) const {
    const std::uint64_t ticks = (to - from) & (~std::uint64_t{0} >> (64 - timestamp_bits_));
    return static_cast<double>(ticks) * double{properties_.limits.timestampPeriod} * 1e-9;
  }
  /// The largest size of one allocation, and so of one tensor: a multiple of 64.
  std::int64_t block_bytes() const { return block_bytes_; }
  /// Invocations in a subgroup, if pipelines can ask for them and they can broadcast; else 0.
  std::uint32_t lanes() const { return lanes_; }
  /// Whether shaders may read and write 16-bit numbers in memory.
  bool has_halves() const { return has_halves_; }
  /// Whether its subgroups multiply matrices of this many rows, columns and depth.
  bool has_matrices(const std::vector<uint>& shape) const {
    return std::ranges::count(matrices_, shape) > 0;
  }
  /// Device memory that we may still take: some drivers would silently use the host's.
  std::int64_t room() const { return is_software() ? INT64_MAX : info_.memory_bytes - allocated_; }
  /// Device memory that is free, as far as the driver reports it.
  std::int64_t free_bytes() const;
  /// A name for files that belong to this device and driver.
  std::string key() const;

  /// Counts allocations, for the injected fault; true when this one is to fail.
  bool fails_now() { return ++allocations_ == options_.fail_allocation; }
  void count_memory(std::int64_t bytes) { allocated_ += bytes; }

 private:
  void open();

  Options options_;
  Instance instance_;
  vk::raii::PhysicalDevice physical_;
  vk::PhysicalDeviceProperties properties_;
  vk::PhysicalDeviceVulkan11Properties identity_;
  DeviceInfo info_;
  vk::raii::Device device_ = nullptr;
  std::optional<Queue> compute_, transfer_;
  bool has_budget_ = false, has_halves_ = false;
  std::uint32_t timestamp_bits_ = 0;
  std::int64_t block_bytes_ = 0, allocated_ = 0;
  int allocations_ = 0;
  std::uint32_t lanes_ = 0;
  std::vector<std::vector<uint>> matrices_;
};

bool has_extension(const vk::raii::PhysicalDevice& device, std::string_view name);

/// The public information about a physical device.
DeviceInfo describe(const vk::raii::PhysicalDevice& physical);

}  // namespace fovea::vulkan
