#include "backends/vulkan/host/memory.h"

#include <algorithm>
#include <cstring>

namespace fovea::vulkan {

namespace {

constexpr std::int64_t alignment = 256;
constexpr std::int64_t staging_bytes = 4 << 20;

std::int64_t padded(std::int64_t bytes) { return (bytes + alignment - 1) / alignment * alignment; }

vk::BufferUsageFlags usage_of(MemoryUse use) {
  using Flag = vk::BufferUsageFlagBits;
  if (use == MemoryUse::upload) return Flag::eTransferSrc;
  if (use == MemoryUse::download) return Flag::eTransferDst;
  return Flag::eStorageBuffer | Flag::eShaderDeviceAddress | Flag::eTransferSrc |
         Flag::eTransferDst;
}

// The first type of memory among `bits` with all properties of the first wish that is possible.
std::uint32_t find_type(const vk::raii::PhysicalDevice& physical, std::uint32_t bits,
                        MemoryUse use) {
  using Flag = vk::MemoryPropertyFlagBits;
  const vk::MemoryPropertyFlags host = Flag::eHostVisible | Flag::eHostCoherent;
  std::vector<vk::MemoryPropertyFlags> wishes;
  if (use == MemoryUse::device) wishes = {Flag::eDeviceLocal};
  if (use == MemoryUse::download) wishes = {host | Flag::eHostCached};
  if (use != MemoryUse::device) wishes.push_back(host);
  const auto memory = physical.getMemoryProperties();
  for (const vk::MemoryPropertyFlags& wish : wishes) {
    for (std::uint32_t i = 0; i < memory.memoryTypeCount; ++i) {
      if ((bits >> i & 1) && (memory.memoryTypes[i].propertyFlags & wish) == wish) return i;
    }
  }
  throw Error("the Vulkan device offers no memory of the kind that is needed");
}

}  // namespace

std::string mebibytes(std::int64_t bytes) {
  return fmt::format("{} MiB", (bytes + (1 << 20) - 1) >> 20);
}

OutOfMemory::OutOfMemory(const Device& device, std::int64_t bytes)
    : Error("{} has no room for {} more, though {} of its {} seem to be free", device.info().name,
            mebibytes(bytes), mebibytes(device.free_bytes()),
            mebibytes(device.info().memory_bytes)) {}

Memory::Memory(Device& device, MemoryUse use, std::int64_t bytes)
    : count_(&device, 0), bytes_(padded(std::max<std::int64_t>(bytes, 1))) {
  const bool full = use == MemoryUse::device && bytes_ > device.room();
  if (device.fails_now() || full) throw OutOfMemory(device, bytes_);
  // Both queues use buffers without transferring their ownership.
  const std::uint32_t families[] = {device.compute().family(), device.transfer().family()};
  vk::BufferCreateInfo info({}, static_cast<vk::DeviceSize>(bytes_), usage_of(use));
  if (families[0] != families[1]) {
    info.sharingMode = vk::SharingMode::eConcurrent;
    info.setQueueFamilyIndices(families);
  }
  try {
    buffer_ = vk::raii::Buffer(device.handle(), info);
    const vk::MemoryRequirements needs = buffer_.getMemoryRequirements();
    const vk::MemoryAllocateFlagsInfo flags(vk::MemoryAllocateFlagBits::eDeviceAddress);
    memory_ = vk::raii::DeviceMemory(
        device.handle(), {needs.size, find_type(device.physical(), needs.memoryTypeBits, use),
                          use == MemoryUse::device ? &flags : nullptr});
    buffer_.bindMemory(*memory_, 0);
    if (use != MemoryUse::device) {
      mapped_ = static_cast<std::byte*>(memory_.mapMemory(0, VK_WHOLE_SIZE));
      return;
    }
  } catch (const vk::DeviceLostError&) {
    throw;
  } catch (const vk::SystemError&) {  // it has several names: host memory, device memory, mapping
    throw OutOfMemory(device, bytes_);
  }
  address_ = device.handle().getBufferAddress({*buffer_});
  count_.bytes = bytes_;
  device.count_memory(bytes_);
}

Memory::~Memory() {
  if (count_.bytes) count_.device->count_memory(-count_.bytes);
}

Tensors::Tensors(Device& device, MemoryUse use, std::span<const std::int64_t> sizes) {
  std::vector<std::int64_t> blocks;
  for (const std::int64_t size : sizes) {
    const std::int64_t bytes = padded(std::max<std::int64_t>(size, 1));
    if (bytes > device.block_bytes()) {
      throw Error("a tensor of {} bytes is more than the {} bytes that {} can allocate", bytes,
                  device.block_bytes(), device.info().name);
    }
    if (blocks.empty() || blocks.back() + bytes > device.block_bytes()) blocks.push_back(0);
    places_.emplace_back(blocks.size() - 1, blocks.back());
    blocks.back() += bytes;
  }
  for (const std::int64_t bytes : blocks) blocks_.emplace_back(device, use, bytes);
}

Place Tensors::operator[](size_t i) const {
  const auto& [block, offset] = places_.at(i);
  const Memory& memory = blocks_[block];
  return {memory.buffer(), offset, memory.address() + static_cast<std::uint64_t>(offset),
          memory.mapped() ? memory.mapped() + offset : nullptr};
}

Arena::Arena(Device& device, std::int64_t bytes)
    : bytes_(bytes), block_bytes_(device.block_bytes()) {
  std::int64_t at = 0;
  do {  // at least one, for tensors without elements
    blocks_.emplace_back(device, MemoryUse::device, std::min(block_bytes_, bytes - at));
    at += block_bytes_;
  } while (at < bytes);
}

Place Arena::at(std::int64_t offset) const {
  // An empty tensor may be at the very end.
  const size_t block = std::min(static_cast<size_t>(offset / block_bytes_), blocks_.size() - 1);
  const std::int64_t inside = offset - static_cast<std::int64_t>(block) * block_bytes_;
  const Memory& memory = blocks_.at(block);
  return {memory.buffer(), inside, memory.address() + static_cast<std::uint64_t>(inside), nullptr};
}

Copier::Copier(Device& device)
    : device_(device),
      staging_(device, MemoryUse::upload, staging_bytes),
      readback_(device, MemoryUse::download, staging_bytes),
      pool_(device.handle(),
            {vk::CommandPoolCreateFlagBits::eResetCommandBuffer, device.compute().family()}),
      commands_(std::move(vk::raii::CommandBuffers(
          device.handle(), {*pool_, vk::CommandBufferLevel::ePrimary, 1})[0])) {}

template <typename Record>
void Copier::run(Record&& record) {
  commands_.begin({vk::CommandBufferUsageFlagBits::eOneTimeSubmit});
  barrier(commands_);
  record();
  barrier(commands_);
  commands_.end();
  const vk::CommandBuffer buffers[] = {*commands_};
  device_.compute().wait(device_.compute().submit(buffers));
}

void Copier::write(const Place& to, std::span<const std::byte> bytes) {
  for (size_t at = 0; at < bytes.size(); at += staging_bytes) {
    const size_t count = std::min(bytes.size() - at, static_cast<size_t>(staging_bytes));
    std::memcpy(staging_.mapped(), bytes.data() + at, count);
    run([&] {
      commands_.copyBuffer(staging_.buffer(), to.buffer,
                           vk::BufferCopy(0, static_cast<std::uint64_t>(to.offset) + at, count));
    });
  }
}

void Copier::read(const Place& from, std::span<std::byte> bytes) {
  for (size_t at = 0; at < bytes.size(); at += staging_bytes) {
    const size_t count = std::min(bytes.size() - at, static_cast<size_t>(staging_bytes));
    run([&] {
      commands_.copyBuffer(from.buffer, readback_.buffer(),
                           vk::BufferCopy(static_cast<std::uint64_t>(from.offset) + at, 0, count));
    });
    std::memcpy(bytes.data() + at, readback_.mapped(), count);
  }
}

void Copier::fill(const Memory& memory, std::uint32_t word) {
  run([&] { commands_.fillBuffer(memory.buffer(), 0, VK_WHOLE_SIZE, word); });
}

void barrier(const vk::raii::CommandBuffer& commands) {
  using Stage = vk::PipelineStageFlagBits2;
  using Access = vk::AccessFlagBits2;
  const auto stages = Stage::eComputeShader | Stage::eTransfer | Stage::eHost;
  const vk::MemoryBarrier2 all(stages, Access::eShaderWrite | Access::eTransferWrite, stages,
                               Access::eShaderRead | Access::eShaderWrite | Access::eTransferRead |
                                   Access::eTransferWrite | Access::eHostRead);
  commands.pipelineBarrier2(vk::DependencyInfo({}, all));
}

}  // namespace fovea::vulkan
