#include "backends/vulkan/host/state.h"

namespace fovea::vulkan {

VulkanState::VulkanState(Device& device, Copier& copier, std::span<const Variable> variables)
    : device_(device), copier_(copier), variables_(variables.begin(), variables.end()) {
  tensors_.emplace(device, MemoryUse::device, sizes_of(variables, &Variable::type));
}

VulkanState::~VulkanState() { device_.compute().drain(); }

size_t VulkanState::find(const std::string& name) const {
  std::vector<std::string> known;
  for (size_t i = 0; i < variables_.size(); ++i) {
    if (variables_[i].name == name) return i;
    known.push_back(variables_[i].name);
  }
  throw Error("the state has no variable '{}'{}", name, did_you_mean(name, known));
}

const Variable& VulkanState::variable(const std::string& name, Place& place) const {
  const size_t i = find(name);
  place = (*tensors_)[i];
  return variables_[i];
}

Tensor VulkanState::read(const std::string& name) const {
  const size_t i = find(name);
  Tensor tensor(variables_[i].type);
  translated([&] { copier_.read((*tensors_)[i], {tensor.data(), tensor.bytes().size()}); });
  return tensor;
}

void VulkanState::write(const std::string& name, const Tensor& value) {
  const size_t i = find(name);
  const Tensor same = converted(value, variables_[i].type, fmt::format("variable '{}'", name));
  translated([&] { copier_.write((*tensors_)[i], same.bytes()); });
  touch();
}

void VulkanState::reserve_arena(std::int64_t bytes) {
  if (arena_ && bytes <= arena_->bytes()) return;
  device_.compute().wait_all();
  arena_.reset();  // freed first, to make room for the larger one
  arena_.emplace(device_, bytes);
  ++arena_version_;
}

void VulkanState::poison() {
  if (!arena_) return;
  for (const Memory& block : arena_->blocks()) copier_.fill(block, 0xFFFFFFFF);
}

void poison(State& state) { dynamic_cast<VulkanState&>(state).poison(); }

}  // namespace fovea::vulkan
