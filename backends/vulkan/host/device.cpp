#include "backends/vulkan/host/device.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <limits>

namespace fovea::vulkan {

namespace {

// From the best to the worst; other types count as number 3.
constexpr std::pair<vk::PhysicalDeviceType, const char*> kinds[] = {
    {vk::PhysicalDeviceType::eDiscreteGpu, "discrete GPU"},
    {vk::PhysicalDeviceType::eIntegratedGpu, "integrated GPU"},
    {vk::PhysicalDeviceType::eVirtualGpu, "virtual GPU"},
    {vk::PhysicalDeviceType::eOther, "other"},
    {vk::PhysicalDeviceType::eCpu, "software"}};

int rank_of(const vk::raii::PhysicalDevice& device) {
  const auto type = device.getProperties().deviceType;
  const auto* kind_place = std::ranges::find(kinds, type, [](auto& kind) { return kind.first; });
  return static_cast<int>(kind_place == std::end(kinds) ? 3 : kind_place - kinds);
}

vk::raii::PhysicalDevice pick(const Instance& instance, const std::string& choice) {
  std::vector<vk::raii::PhysicalDevice> devices = instance.devices();
  if (devices.empty()) {
    throw Error("no Vulkan 1.3 device").hint("use --backend cpu, or install a newer driver");
  }
  if (choice.empty()) return std::move(*std::ranges::min_element(devices, {}, rank_of));
  size_t number = 0;
  const char* end = choice.data() + choice.size();
  if (choice.size() <= 2 && std::from_chars(choice.data(), end, number).ptr == end) {
    if (number < devices.size()) return std::move(devices[number]);
  } else {
    for (auto& device : devices) {
      const std::string name = device.getProperties().deviceName;
      if (strcasestr(name.c_str(), choice.c_str())) return std::move(device);
    }
  }
  std::vector<std::string> names;
  for (const auto& device : devices) {
    names.push_back(fmt::format("{} {}", names.size(), device.getProperties().deviceName.data()));
  }
  throw Error("no Vulkan device answers to '{}'", choice)
      .hint(fmt::format("there are: {}", fmt::join(names, ", ")));
}

constexpr std::uint32_t no_family = std::numeric_limits<std::uint32_t>::max();

// The first family that can do all of `with` and nothing of `without`.
std::uint32_t find_family(const std::vector<vk::QueueFamilyProperties>& families,
                          vk::QueueFlags with, vk::QueueFlags without) {
  for (std::uint32_t i = 0; i < families.size(); ++i) {
    const vk::QueueFlags flags = families[i].queueFlags;
    if ((flags & with) == with && !(flags & without)) return i;
  }
  return no_family;
}

}  // namespace

bool has_extension(const vk::raii::PhysicalDevice& device, std::string_view name) {
  return std::ranges::any_of(device.enumerateDeviceExtensionProperties(),
                             [&](const auto& known) { return name == known.extensionName.data(); });
}

DeviceInfo describe(const vk::raii::PhysicalDevice& physical) {
  const vk::PhysicalDeviceProperties properties = physical.getProperties();
  DeviceInfo info;
  info.backend = "vulkan";
  info.name = properties.deviceName.data();
  info.kind = kinds[rank_of(physical)].second;
  const auto memory = physical.getMemoryProperties();
  for (std::uint32_t i = 0; i < memory.memoryHeapCount; ++i) {
    if (memory.memoryHeaps[i].flags & vk::MemoryHeapFlagBits::eDeviceLocal) {
      info.memory_bytes =
          std::max(info.memory_bytes, static_cast<std::int64_t>(memory.memoryHeaps[i].size));
    }
  }
  const auto features =
      physical.getFeatures2<vk::PhysicalDeviceFeatures2, vk::PhysicalDeviceVulkan11Features,
                            vk::PhysicalDeviceVulkan12Features>();
  if (features.get<vk::PhysicalDeviceVulkan11Features>().storageBuffer16BitAccess) {
    info.features.emplace_back("fp16-storage");
  }
  if (features.get<vk::PhysicalDeviceVulkan12Features>().shaderFloat16) {
    info.features.emplace_back("fp16");
  }
  if (!matrix_shapes(physical).empty()) {
    info.features.emplace_back("cooperative-matrix");
  }
  if (has_extension(physical, VK_EXT_MEMORY_BUDGET_EXTENSION_NAME)) {
    info.features.emplace_back("memory-budget");
  }
  const auto subgroup =
      physical.getProperties2<vk::PhysicalDeviceProperties2, vk::PhysicalDeviceVulkan11Properties>()
          .get<vk::PhysicalDeviceVulkan11Properties>();
  info.features.push_back(fmt::format("subgroup-{}", subgroup.subgroupSize));
  return info;
}

std::vector<DeviceInfo> devices() {
  std::vector<DeviceInfo> infos;
  try {
    translated([&] {
      const Instance instance({});
      for (const auto& device : instance.devices()) infos.push_back(describe(device));
    });
  } catch (const Error&) {
    return {};  // without Vulkan there are no devices
  }
  return infos;
}

Queue::Queue(const vk::raii::Device& device, std::uint32_t family, std::uint32_t index,
             bool wait_idle, int lose_at)
    : device_(device),
      family_(family),
      wait_idle_(wait_idle),
      lose_at_(lose_at),
      queue_(device, family, index),
      timeline_(nullptr) {
  const vk::SemaphoreTypeCreateInfo type(vk::SemaphoreType::eTimeline, 0);
  timeline_ = vk::raii::Semaphore(device, vk::SemaphoreCreateInfo({}, &type));
}

std::uint64_t Queue::submit(std::span<const vk::CommandBuffer> buffers, const Queue* other,
                            std::uint64_t value) {
  ++submissions_;
  translated([&] { lose_on_purpose(); });
  std::vector<vk::CommandBufferSubmitInfo> infos(buffers.size());
  std::vector<vk::SubmitInfo2> submits(buffers.size());
  const vk::SemaphoreSubmitInfo wait(other ? *other->timeline_ : vk::Semaphore(), value,
                                     vk::PipelineStageFlagBits2::eAllCommands);
  std::vector<vk::SemaphoreSubmitInfo> signals(buffers.size());
  for (size_t i = 0; i < buffers.size(); ++i) {
    infos[i].commandBuffer = buffers[i];
    // Each of them signals: drivers join submissions that do not.
    signals[i] = {*timeline_, last_ + 1 + i, vk::PipelineStageFlagBits2::eAllCommands};
    submits[i].setCommandBufferInfos(infos[i]).setSignalSemaphoreInfos(signals[i]);
  }
  if (other && other != this) submits.front().setWaitSemaphoreInfos(wait);
  translated([&] { queue_.submit2(submits); });
  return last_ += buffers.size();
}

void Queue::wait(std::uint64_t value) {
  translated([&] {
    if (wait_idle_) return queue_.waitIdle();
    const vk::SemaphoreWaitInfo info({}, *timeline_, value);
    while (device_.waitSemaphores(info, UINT64_MAX) == vk::Result::eTimeout) {
    }
  });
  translated([&] { lose_on_purpose(); });
}

bool Queue::drain() noexcept {
  try {
    wait_all();
    return true;
  } catch (const Error&) {
    return false;
  }
}

Device::Device(const Options& options)
    : options_(options),
      instance_(options),
      physical_(pick(instance_, options.device)),
      properties_(physical_.getProperties()),
      info_(describe(physical_)) {
  const auto chain =
      physical_.getProperties2<vk::PhysicalDeviceProperties2, vk::PhysicalDeviceVulkan11Properties,
                               vk::PhysicalDeviceVulkan13Properties,
                               vk::PhysicalDeviceMaintenance4Properties>();
  identity_ = chain.get<vk::PhysicalDeviceVulkan11Properties>();
  const auto& subgroups = chain.get<vk::PhysicalDeviceVulkan13Properties>();
  if (identity_.subgroupSupportedOperations & vk::SubgroupFeatureFlagBits::eBallot &&
      subgroups.requiredSubgroupSizeStages & vk::ShaderStageFlagBits::eCompute) {
    lanes_ = identity_.subgroupSize;
  }
  const std::uint64_t most =
      std::min({identity_.maxMemoryAllocationSize,
                chain.get<vk::PhysicalDeviceMaintenance4Properties>().maxBufferSize,
                static_cast<std::uint64_t>(info_.memory_bytes)});
  block_bytes_ = static_cast<std::int64_t>(most / 4096 * 4096);
  has_halves_ =
      !options.without_halves &&
      physical_.getFeatures2<vk::PhysicalDeviceFeatures2, vk::PhysicalDeviceVulkan11Features>()
          .get<vk::PhysicalDeviceVulkan11Features>()
          .storageBuffer16BitAccess;
  if (has_halves_) matrices_ = matrix_shapes(physical_);
  has_budget_ = has_extension(physical_, VK_EXT_MEMORY_BUDGET_EXTENSION_NAME);
  open();
}

Device::~Device() {
  transfer().drain();
  compute().drain();
}

void Device::open() {
  const auto families = physical_.getQueueFamilyProperties();
  std::uint32_t compute =
      find_family(families, vk::QueueFlagBits::eCompute, vk::QueueFlagBits::eGraphics);
  if (compute == no_family) compute = find_family(families, vk::QueueFlagBits::eCompute, {});
  if (compute == no_family) throw Error("{} has no queue that computes", info_.name);
  const std::uint32_t transfer =
      find_family(families, vk::QueueFlagBits::eTransfer,
                  vk::QueueFlagBits::eGraphics | vk::QueueFlagBits::eCompute);
  timestamp_bits_ = families[compute].timestampValidBits;

  const float priority = 1;
  std::vector<vk::DeviceQueueCreateInfo> queues = {{{}, compute, 1, &priority}};
  if (transfer != no_family) queues.push_back({{}, transfer, 1, &priority});
  std::vector<const char*> extensions;
  if (has_budget_) extensions.push_back(VK_EXT_MEMORY_BUDGET_EXTENSION_NAME);
  if (!matrices_.empty()) extensions.push_back(FOVEA_COOPERATIVE_EXTENSION);
  vk::StructureChain<vk::DeviceCreateInfo, vk::PhysicalDeviceVulkan11Features,
                     vk::PhysicalDeviceVulkan12Features, vk::PhysicalDeviceVulkan13Features,
                     MatrixFeatures>
      chain;
  if (matrices_.empty()) chain.unlink<MatrixFeatures>();
  chain.get<vk::PhysicalDeviceVulkan11Features>().storageBuffer16BitAccess = has_halves_;
  auto& features12 = chain.get<vk::PhysicalDeviceVulkan12Features>();
  features12.bufferDeviceAddress = features12.timelineSemaphore =
      features12.subgroupBroadcastDynamicId = true;
  features12.shaderFloat16 = features12.vulkanMemoryModel = !matrices_.empty();
  chain.get<MatrixFeatures>().cooperativeMatrix = !matrices_.empty();
  auto& features13 = chain.get<vk::PhysicalDeviceVulkan13Features>();
  features13.synchronization2 = features13.maintenance4 = true;
  features13.subgroupSizeControl = features13.computeFullSubgroups = lanes_ > 0;
  // GPU-assisted validation adds its own 64-bit integers and atomics to shaders.
  const vk::PhysicalDeviceFeatures supported = physical_.getFeatures();
  vk::PhysicalDeviceFeatures features;
  if (options_.gpu_assisted) {
    features.shaderInt64 = supported.shaderInt64;
    features.vertexPipelineStoresAndAtomics = supported.vertexPipelineStoresAndAtomics;
    features.fragmentStoresAndAtomics = supported.fragmentStoresAndAtomics;
  }
  auto& info = chain.get<vk::DeviceCreateInfo>();
  info.setQueueCreateInfos(queues);
  info.setPEnabledExtensionNames(extensions);
  info.setPEnabledFeatures(&features);
  device_ = vk::raii::Device(physical_, info);
  compute_.emplace(device_, compute, 0, options_.gpu_assisted, options_.lose_at_submission);
  if (transfer != no_family) transfer_.emplace(device_, transfer, 0, options_.gpu_assisted, 0);
}

std::int64_t Device::free_bytes() const {
  if (!has_budget_) return info_.memory_bytes - allocated_;
  const auto chain = physical_.getMemoryProperties2<vk::PhysicalDeviceMemoryProperties2,
                                                    vk::PhysicalDeviceMemoryBudgetPropertiesEXT>();
  const auto& memory = chain.get<vk::PhysicalDeviceMemoryProperties2>().memoryProperties;
  const auto& budget = chain.get<vk::PhysicalDeviceMemoryBudgetPropertiesEXT>();
  std::int64_t most = 0;
  for (std::uint32_t i = 0; i < memory.memoryHeapCount; ++i) {
    if (!(memory.memoryHeaps[i].flags & vk::MemoryHeapFlagBits::eDeviceLocal)) continue;
    const auto used = std::min(budget.heapUsage[i], budget.heapBudget[i]);
    most = std::max(most, static_cast<std::int64_t>(budget.heapBudget[i] - used));
  }
  return most;
}

std::string Device::key() const {
  std::string key;
  for (const std::uint8_t byte : identity_.deviceUUID) key += fmt::format("{:02x}", byte);
  // Some drivers' UUIDs name only the slot, and some versions outlive a change of the compiler.
  key += fmt::format("-{:x}-{:x}-", properties_.vendorID, properties_.deviceID);
  for (const std::uint8_t byte : properties_.pipelineCacheUUID) key += fmt::format("{:02x}", byte);
  return fmt::format("{}-{:08x}", key, properties_.driverVersion);
}

}  // namespace fovea::vulkan
