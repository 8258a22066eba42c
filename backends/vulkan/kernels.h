// The shaders of a backend as pipelines, made when first asked for, with the driver's cache of them
// kept on disk.
#pragma once

#include <map>
#include <set>

#include "backends/vulkan/device.h"
#include "backends/vulkan/shader.h"

namespace fovea::vulkan {

class Kernels {
 public:
  explicit Kernels(Device& device);
  /// Writes the pipeline cache if it has grown.
  ~Kernels();

  const ShaderTable& table() const { return table_; }
  void add(const Shader& shader);
  /// The shader of this name, or null; when that is switched off its plain variant, if it has one.
  const Shader* find(const std::string& name) const;

  /// The number of the tile for work of this extent: the allowed one that wastes least.
  size_t choose_tile(const Shader& shader, const Extent& extent) const;
  /// Takes a tile out of choice, with a warning; a shader without tiles is switched off.
  void forbid(const std::string& name, size_t tile);
  bool allowed(const Shader& shader, size_t tile) const;
  bool switched_off(const Shader& shader) const;
  std::vector<std::string> switched_off() const;
  /// While set, choose_tile takes this one: for proving a tile by itself.
  void force_tile(std::optional<size_t> tile) { forced_ = tile; }

  vk::Pipeline pipeline(const Shader& shader, size_t tile);
  vk::PipelineLayout layout() const { return *layout_; }

 private:
  std::string variant(const std::string& name, size_t tile) const;

  Device& device_;
  ShaderTable table_;
  std::set<std::pair<std::string, size_t>> forbidden_;
  std::optional<size_t> forced_;
  vk::raii::PipelineLayout layout_;
  std::string stored_;  // the cache as it is on disk
  vk::raii::PipelineCache cache_ = nullptr;
  std::map<std::pair<std::string, size_t>, vk::raii::Pipeline> pipelines_;
};

}  // namespace fovea::vulkan
