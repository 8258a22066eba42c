// Device memory. A tensor is at (block, offset): one allocation may be limited to 1 GiB or less, so
// memory that can grow is a list of blocks.
#pragma once

#include "backends/vulkan/host/device.h"

namespace fovea::vulkan {

/// Thrown by an allocation that the device refuses; load() says more.
class OutOfMemory : public Error {
 public:
  OutOfMemory(const Device& device, std::int64_t bytes);
};

/// "12 MiB"
std::string mebibytes(std::int64_t bytes);

/// Where memory is: on the device, or on the host for copies to (upload) or from it (download).
enum class MemoryUse { device, upload, download };

/// One buffer with memory of its own; host memory stays mapped.
class Memory {
 public:
  Memory(Device& device, MemoryUse use, std::int64_t bytes);
  ~Memory();
  Memory(Memory&&) noexcept = default;
  Memory& operator=(Memory&&) = delete;

  vk::Buffer buffer() const { return *buffer_; }
  std::uint64_t address() const { return address_; }
  std::byte* mapped() const { return mapped_; }
  std::int64_t bytes() const { return bytes_; }

 private:
  struct Count {  // gives its bytes back to the device's count of memory, unless moved from
    Device* device;
    std::int64_t bytes;
    Count(Device* d, std::int64_t b) : device(d), bytes(b) {}
    Count(Count&& other) noexcept : device(other.device), bytes(std::exchange(other.bytes, 0)) {}
  } count_;
  std::int64_t bytes_;
  vk::raii::DeviceMemory memory_ = nullptr;  // declared first, so it is destroyed after the buffer
  vk::raii::Buffer buffer_ = nullptr;
  std::uint64_t address_ = 0;
  std::byte* mapped_ = nullptr;
};

/// A place of some bytes in a buffer.
struct Place {
  vk::Buffer buffer;
  std::int64_t offset = 0;
  std::uint64_t address = 0;
  std::byte* mapped = nullptr;
};

/// The bytes of each tensor of a list: type_of(entry) is its type.
template <typename List, typename TypeOf>
std::vector<std::int64_t> sizes_of(const List& list, const TypeOf& type_of) {
  std::vector<std::int64_t> sizes;
  for (const auto& entry : list) sizes.push_back(std::invoke(type_of, entry).bytes());
  return sizes;
}

/// Tensors of these sizes, packed into as few allocations as the limit allows.
class Tensors {
 public:
  Tensors(Device& device, MemoryUse use, std::span<const std::int64_t> sizes);
  Place operator[](size_t i) const;

 private:
  std::vector<std::pair<size_t, std::int64_t>> places_;  // block, offset
  std::vector<Memory> blocks_;
};

/// A range of bytes in which a plan places tensors by offset, in blocks of Device::block_bytes().
class Arena {
 public:
  Arena(Device& device, std::int64_t bytes);
  Place at(std::int64_t offset) const;
  std::int64_t bytes() const { return bytes_; }
  std::span<const Memory> blocks() const { return blocks_; }

 private:
  std::int64_t bytes_, block_bytes_;
  std::vector<Memory> blocks_;
};

/// Copies that the caller waits for, through a small piece of host memory.
class Copier {
 public:
  explicit Copier(Device& device);
  /// Waits for all that was submitted, then copies.
  void write(const Place& to, std::span<const std::byte> bytes);
  void read(const Place& from, std::span<std::byte> bytes);
  void fill(const Memory& memory, std::uint32_t word);

 private:
  template <typename Record>
  void run(Record&& record);

  Device& device_;
  Memory staging_, readback_;
  vk::raii::CommandPool pool_;
  vk::raii::CommandBuffer commands_;
};

/// Everything before it finishes before anything after it starts. Recordings begin with it, and it
/// separates dependent steps.
void barrier(const vk::raii::CommandBuffer& commands);

}  // namespace fovea::vulkan
