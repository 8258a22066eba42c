// The variables of a session in device memory, and the arena for the activations of its plans.
#pragma once

#include "backends/vulkan/host/memory.h"
#include "fovea/runtime/backend.h"

namespace fovea::vulkan {

class VulkanState : public State {
 public:
  VulkanState(Device& device, Copier& copier, std::span<const Variable> variables);
  ~VulkanState() override;

  std::span<const Variable> variables() const override { return variables_; }
  Tensor read(const std::string& name) const override;
  void write(const std::string& name, const Tensor& value) override;

  const Variable& variable(const std::string& name, Place& place) const;
  /// Changes whenever a variable may have changed.
  std::uint64_t version() const { return version_; }
  void touch() { ++version_; }
  /// Grows the arena. Code that has recorded its addresses must look at arena_version().
  void reserve_arena(std::int64_t bytes);
  const Arena& arena() const { return *arena_; }
  std::uint64_t arena_version() const { return arena_version_; }
  void poison();

 private:
  size_t find(const std::string& name) const;

  Device& device_;
  Copier& copier_;
  std::vector<Variable> variables_;
  std::optional<Tensors> tensors_;
  std::optional<Arena> arena_;
  std::uint64_t version_ = 1, arena_version_ = 0;
};

}  // namespace fovea::vulkan
