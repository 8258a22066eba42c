#include "backends/vulkan/host/kernels.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <cstring>

#include "backends/vulkan/host/cache_file.h"
#include "backends/vulkan/host/tile_cost.h"

namespace fovea::vulkan {

namespace {

// The address of a StepBlock.
constexpr vk::PushConstantRange pushed(vk::ShaderStageFlagBits::eCompute, 0, sizeof(std::uint64_t));

// Whether a stored pipeline cache belongs to this device and driver. A driver should check that
// itself, but some have crashed on data of another driver.
bool is_own(const std::string& data, const vk::PhysicalDeviceProperties& device) {
  VkPipelineCacheHeaderVersionOne head;
  if (data.size() < sizeof head) return false;
  std::memcpy(&head, data.data(), sizeof head);
  return head.headerSize == sizeof head &&
         head.headerVersion == VK_PIPELINE_CACHE_HEADER_VERSION_ONE &&
         head.vendorID == device.vendorID && head.deviceID == device.deviceID &&
         std::ranges::equal(head.pipelineCacheUUID, device.pipelineCacheUUID);
}

}  // namespace

Kernels::Kernels(Device& device) : device_(device), layout_(device.handle(), {{}, {}, pushed}) {
  register_shaders(table_);
  stored_ = read_cache(device, "pipelines").value_or("");
  if (!is_own(stored_, device.properties())) stored_.clear();
  cache_ = vk::raii::PipelineCache(device.handle(), {{}, stored_.size(), stored_.data()});
}

Kernels::~Kernels() {
  try {
    const std::vector<std::uint8_t> data = cache_.getData();
    const std::string content(data.begin(), data.end());
    if (content != stored_) write_cache(device_, "pipelines", content);
  } catch (const vk::SystemError&) {
    return;  // a lost device has no cache to keep
  }
}

void Kernels::add(const Shader& shader) {
  table_[shader.name] = shader;
  std::erase_if(forbidden_, [&](const Variant& it) { return std::get<0>(it) == shader.name; });
  // Executables that were loaded before may still run their pipelines, so these are kept.
  for (auto it = pipelines_.begin(); it != pipelines_.end();) {
    const auto here = it++;
    if (std::get<0>(here->first) != shader.name) continue;
    replaced_.push_back(std::move(here->second));
    pipelines_.erase(here);
  }
}

const Shader* Kernels::find(const std::string& name, uint halves) const {
  const auto it = table_.find(name);
  if (it == table_.end()) return nullptr;
  const auto plain = table_.find(name + "_plain");
  return plain != table_.end() && switched_off(it->second, halves) ? &plain->second : &it->second;
}

bool Kernels::allowed(const Shader& shader, size_t tile, uint halves) const {
  const Tile& own = shader.tiles[tile];
  if (own.lanes != 0 && own.lanes != device_.lanes()) return false;
  // Tiles on lanes without matrices are made for the software driver: a GPU has too few
  // registers for them.
  if (own.lanes != 0 && own.matrix.empty() && !device_.is_software()) return false;
  if (!own.matrix.empty() && (shader.matrix_code.empty() || !(halves & matrix_operands) ||
                              !device_.has_matrices(own.matrix))) {
    return false;
  }
  return !forbidden_.contains({shader.name, tile, halves});
}

bool Kernels::switched_off(const Shader& shader, uint halves) const {
  const auto behind = table_.find(shader.then);
  if (behind != table_.end() && switched_off(behind->second, halves)) return true;
  for (size_t tile = 0; tile < shader.tiles.size(); ++tile) {
    if (allowed(shader, tile, halves)) return false;
  }
  return true;
}

void Kernels::forbid(const std::string& name, size_t tile, uint halves) {
  const Variant variant(name, tile, halves);
  if (!forbidden_.insert(variant).second || !device_.options().warn) return;
  device_.options().warn(fmt::format("kernel {} fails its self-check on {} and is switched off",
                                     name_of(variant), device_.info().name));
}

// "conv2d (tile 3, fp16 in 0, out 0)"
std::string Kernels::name_of(const Variant& variant) const {
  const auto& [name, tile, halves] = variant;
  std::vector<std::string> details;
  if (table_.at(name).tiles.size() > 1) details.push_back(fmt::format("tile {}", tile));
  for (uint bit = 0; bit < 32; ++bit) {
    if (halves >> bit & 1) {
      details.push_back(fmt::format("fp16 {} {}", bit < 16 ? "in" : "out", bit % 16));
    }
  }
  return details.empty() ? name : fmt::format("{} ({})", name, fmt::join(details, ", "));
}

std::vector<std::string> Kernels::switched_off() const {
  std::vector<std::string> names;
  for (const Variant& variant : forbidden_) names.push_back(name_of(variant));
  return names;
}

size_t Kernels::choose_tile(const Shader& shader, const WorkSize& work_size, uint halves) const {
  if (forced_ && std::get<0>(*forced_) == shader.name) return std::get<1>(*forced_);
  size_t best = 0;
  std::optional<TileCost> least;
  for (size_t i = 0; i < shader.tiles.size(); ++i) {
    const TileCost cost = tile_cost(shader.tiles[i], work_size);
    if (!allowed(shader, i, halves) || (least && *least <= cost)) continue;
    least = cost;
    best = i;
  }
  return best;
}

vk::Pipeline Kernels::pipeline(const Shader& shader, size_t tile, uint halves) {
  if (forced_) halves = std::get<2>(*forced_);
  const auto it = pipelines_.find({shader.name, tile, halves});
  if (it != pipelines_.end()) return *it->second;
  const Variant variant(shader.name, tile, halves);
  try {
    if (++asked_ == device_.options().fail_pipeline) {
      throw vk::InitializationFailedError("refused on purpose");
    }
    return *pipelines_.emplace(variant, make_pipeline(shader, tile, halves)).first->second;
  } catch (const vk::SystemError& error) {
    const int code = error.code().value();
    if (code == VK_ERROR_DEVICE_LOST || code == VK_ERROR_OUT_OF_HOST_MEMORY ||
        code == VK_ERROR_OUT_OF_DEVICE_MEMORY) {
      throw;
    }
    throw NoPipeline("the Vulkan driver makes no pipeline of kernel {}: {}", name_of(variant),
                     error.what());
  }
}

vk::raii::Pipeline Kernels::make_pipeline(const Shader& shader, size_t tile, uint halves) {
  const Tile& own = shader.tiles.at(tile);
  std::vector<uint> constants(own.size.begin(), own.size.end());
  constants.insert(constants.end(), own.constants.begin(), own.constants.end());
  constants.insert(constants.end(), own.matrix.begin(), own.matrix.end());
  std::vector<vk::SpecializationMapEntry> entries;
  for (std::uint32_t i = 0; i < constants.size(); ++i) {
    entries.emplace_back(i, i * static_cast<std::uint32_t>(sizeof(uint)), sizeof(uint));
  }
  constexpr std::uint32_t halves_constant = 31;
  entries.emplace_back(halves_constant, static_cast<std::uint32_t>(constants.size() * sizeof(uint)),
                       sizeof(uint));
  constants.push_back(halves);
  const vk::SpecializationInfo specialization(static_cast<std::uint32_t>(entries.size()),
                                              entries.data(), constants.size() * sizeof(uint),
                                              constants.data());
  const auto code = shader.code_of(tile, halves);
  const vk::raii::ShaderModule module(device_.handle(), {{}, code.size_bytes(), code.data()});
  vk::PipelineShaderStageCreateInfo stage({}, vk::ShaderStageFlagBits::eCompute, *module, "main",
                                          &specialization);
  const vk::PipelineShaderStageRequiredSubgroupSizeCreateInfo subgroups(own.lanes);
  if (own.lanes != 0) {
    stage.flags = vk::PipelineShaderStageCreateFlagBits::eRequireFullSubgroups;
    stage.pNext = &subgroups;
  }
  return {
      device_.handle(), cache_,
      vk::ComputePipelineCreateInfo(vk::PipelineCreateFlagBits::eDispatchBase, stage, *layout_)};
}

}  // namespace fovea::vulkan
