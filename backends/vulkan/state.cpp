#include "backends/vulkan/state.h"

namespace fovea::vulkan {

namespace {

std::vector<std::int64_t> sizes_of(std::span<const Variable> variables) {
  std::vector<std::int64_t> sizes;
  for (const Variable& variable : variables) sizes.push_back(variable.type.bytes());
  return sizes;
}

}  // namespace

VulkanState::VulkanState(Device& device, Copier& copier, std::span<const Variable> variables)
    : device_(device), copier_(copier), variables_(variables.begin(), variables.end()) {
  tensors_.emplace(device, Use::device, sizes_of(variables));
}

VulkanState::~VulkanState() {
  try {
    device_.compute().wait_all();
  } catch (const Error&) {
    return;  // lost: nothing runs any more
  }
}

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
  const TensorType& type = variables_[i].type;
  const bool narrows = type.dtype == DType::f32 && value.dtype() == DType::f64;
  if (value.shape() != type.shape || (value.dtype() != type.dtype && !narrows)) {
    throw Error("variable '{}' is {}, not {}", name, type.str(), value.type().str());
  }
  translated([&] { copier_.write((*tensors_)[i], value.to(type.dtype).bytes()); });
  touch();
}

void VulkanState::reserve_arena(std::int64_t bytes) {
  if (arena_ && bytes <= arena_->bytes()) return;
  device_.compute().wait_all();
  arena_.reset();  // first, so that there is room for the larger one
  arena_.emplace(device_, bytes);
  ++arena_version_;
}

void VulkanState::poison() {
  if (!arena_) return;
  for (const Memory& block : arena_->blocks()) copier_.fill(block, 0xFFFFFFFF);
}

void poison(State& state) { dynamic_cast<VulkanState&>(state).poison(); }

}  // namespace fovea::vulkan
