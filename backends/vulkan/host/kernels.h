// The shaders of a backend as pipelines, made when they are first needed; the driver's cache of
// them is kept on disk.
#pragma once

#include <map>
#include <set>
#include <tuple>

#include "backends/vulkan/host/device.h"
#include "fovea/vulkan/shader.h"

namespace fovea::vulkan {

/// The driver refused to make a pipeline from a shader.
class NoPipeline : public Error {
 public:
  using Error::Error;
};

class Kernels {
 public:
  explicit Kernels(Device& device);
  /// Writes the pipeline cache if it has grown.
  ~Kernels();

  const ShaderTable& table() const { return table_; }
  void add(const Shader& shader);
  // `halves` are the slots that hold halves (Shader::halves): each set of slots is another variant.

  /// The shader of this name, or null; when that is switched off its plain variant, if it has one.
  const Shader* find(const std::string& name, uint halves) const;
  /// The number of the tile for this work size: the allowed one that wastes least.
  size_t choose_tile(const Shader& shader, const WorkSize& work_size, uint halves) const;
  /// Forbids a tile, with a warning; a shader without tiles is switched off.
  void forbid(const std::string& name, size_t tile, uint halves);
  bool allowed(const Shader& shader, size_t tile, uint halves) const;
  /// Whether every tile of it, or of a later stage, is forbidden.
  bool switched_off(const Shader& shader, uint halves) const;
  std::vector<std::string> switched_off() const;
  /// A shader, one of its tiles, its halves.
  using Variant = std::tuple<std::string, size_t, uint>;
  /// While it is set, the shader uses this tile, and all use these halves: checks a variant.
  void force(std::optional<Variant> variant) { forced_ = std::move(variant); }

  /// Throws NoPipeline.
  vk::Pipeline pipeline(const Shader& shader, size_t tile, uint halves);
  vk::PipelineLayout layout() const { return *layout_; }

 private:
  vk::raii::Pipeline make_pipeline(const Shader& shader, size_t tile, uint halves);
  std::string name_of(const Variant& variant) const;

  Device& device_;
  ShaderTable table_;
  std::set<Variant> forbidden_;
  std::optional<Variant> forced_;
  vk::raii::PipelineLayout layout_;
  std::string stored_;  // the content of the cache on disk
  vk::raii::PipelineCache cache_ = nullptr;
  std::map<Variant, vk::raii::Pipeline> pipelines_;
  std::vector<vk::raii::Pipeline> replaced_;
  int asked_ = 0;  // number of pipelines that were asked for, for the injected fault
};

}  // namespace fovea::vulkan
