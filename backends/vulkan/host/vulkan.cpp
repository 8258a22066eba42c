#include "fovea/vulkan/vulkan.h"

#include <limits>

#include "backends/vulkan/host/self_check.h"
#include "backends/vulkan/host/winograd.h"

namespace fovea::vulkan {

namespace {

constexpr std::int64_t most_elements = std::numeric_limits<std::int32_t>::max();

std::string misfit(const Step& step) {
  if (step.inputs.size() > StepBlock::max_inputs || step.outputs.size() > StepBlock::max_outputs) {
    return fmt::format("it takes at most {} inputs and {} outputs", StepBlock::max_inputs,
                       StepBlock::max_outputs);
  }
  for (const auto* slots : {&step.inputs, &step.outputs}) {
    for (const Slot& slot : *slots) {
      if (slot.type.shape.count() > most_elements) {
        return fmt::format("a tensor has more than {} elements", most_elements);
      }
    }
  }
  return {};
}

// The size that would fit, if all memory that grows with the batch is proportional to it.
std::string advice(const Plan& plan, std::int64_t free) {
  std::int64_t batch = 0;
  for (const Binding& input : plan.inputs) {
    if (input.slot.type.shape.rank() > 0) batch = std::max(batch, input.slot.type.shape[0]);
  }
  const double fixed = static_cast<double>(plan.prologue_bytes + plan.constant_bytes());
  const double grows = static_cast<double>(plan.arena_bytes + 2 * plan.input_bytes());
  const double room = 0.9 * static_cast<double>(free) - fixed;
  const auto fits = static_cast<std::int64_t>(static_cast<double>(batch) * room / grows);
  if (batch < 1 || fits < 1) return "use a smaller model or --backend cpu";
  return fmt::format("a batch of {} would fit", std::min(fits, batch - 1));
}

}  // namespace

struct VulkanBackend::Impl {
  explicit Impl(const Options& options)
      : device(options),
        kernels(device),
        copier(device),
        costs(device),
        shared{device, kernels, copier, costs},
        self_check(shared) {}

  // The shader for a step, after a check of the tile that it will use; if a tile fails, another
  // tile or the plain variant is used. The tiles of its later stages are checked too.
  const Shader* proven(const Step& step) {
    const Shader* first = proven(step, step.kernel);
    const Shader* stage = first;
    while (!stage->then.empty() && !kernels.switched_off(*first, halves_of(step))) {
      stage = proven(step, stage->then);
    }
    return first;
  }

  const Shader* proven(const Step& step, const std::string& name) {
    const uint halves = halves_of(step);
    for (std::pair<const Shader*, size_t> checked;;) {
      const Shader* shader = kernels.find(name, halves);
      if (kernels.switched_off(*shader, halves)) return shader;
      const size_t tile = tile_of(*shader, step);
      if (checked == std::pair(shader, tile)) return shader;
      checked = {shader, tile};
      self_check.check(*shader, tile, halves);
    }
  }

  size_t tile_of(const Shader& shader, const Step& step) const {
    return kernels.choose_tile(shader, shader.work_size_of(step.params), halves_of(step));
  }

  // Tiles on matrices round operands that are not halves yet.
  double input_rounding(const Shader& shader, const Step& step) const {
    const uint halves = halves_of(step) & matrix_operands;
    if (halves == 0 || halves == matrix_operands) return 0;
    return shader.tiles[tile_of(shader, step)].matrix.empty() ? 0 : 0x1p-11;
  }

  Device device;
  Kernels kernels;
  Copier copier;
  Costs costs;
  Shared shared;
  SelfCheck self_check;
};

VulkanBackend::VulkanBackend(Options options) {
  translated([&] { impl_ = std::make_unique<Impl>(options); });
}

VulkanBackend::~VulkanBackend() = default;

void VulkanBackend::add(const Shader& shader) { impl_->kernels.add(shader); }

DeviceInfo VulkanBackend::info() const {
  DeviceInfo info = impl_->device.info();
  info.switched_off = impl_->kernels.switched_off();
  return info;
}

Support VulkanBackend::query(const Step& step) const {
  Support support;
  const uint halves = halves_of(step);
  const Shader* shader = impl_->kernels.find(step.kernel, halves);
  if (!shader) {
    std::vector<std::string> known;
    for (const auto& [name, unused] : impl_->kernels.table()) known.push_back(name);
    support.reason = "it has no such kernel" + did_you_mean(step.kernel, known);
    return support;
  }
  support.reason = misfit(step);
  if (!support.reason.empty()) return support;
  if (halves & ~shader->halves) {
    support.reason = "it cannot hold halves where they are";
    return support;
  }
  if (impl_->device.options().self_check) {
    shader = translated([&] { return impl_->proven(step); });
  }
  if (impl_->kernels.switched_off(*shader, halves)) {
    support.reason = "it failed its self-check on this device and driver";
    return support;
  }
  support.instead = by_winograd(step);
  support.input_rounding = impl_->input_rounding(*shader, step);
  if (shader->scratch) support.scratch_bytes = shader->scratch(step.params);
  if (impl_->device.has_halves()) {
    support.half_inputs = shader->halves & 0xffff;
    support.half_outputs = shader->halves >> 16;
  }
  for (const auto& [output, input] : shader->in_place) {
    const size_t to = static_cast<size_t>(output), from = static_cast<size_t>(input);
    // A kernel may have fewer slots than its shader names: sgd without a velocity.
    if (to >= step.outputs.size() || from >= step.inputs.size()) continue;
    if (step.outputs[to].type.dtype == step.inputs[from].type.dtype) {
      support.in_place.emplace_back(output, input);
    }
  }
  return support;
}

// The step as conv2d_winograd, if that is faster and has passed its check.
std::optional<OtherKernel> VulkanBackend::by_winograd(const Step& step) const {
  if (halves_of(step)) return {};
  const bool software = impl_->device.is_software();
  std::optional<OtherKernel> winograd = as_winograd(step, winograd_tile(step, software));
  if (!winograd) return {};
  Step other = step;
  other.kernel = winograd->kernel;
  other.params = winograd->params;
  other.inputs[1].type = winograd->packs[0].type;
  for (const Pack& pack : winograd->packs) {
    Step pack_step;
    pack_step.kernel = pack.kernel;
    pack_step.params = pack.params;
    pack_step.inputs = {step.inputs[static_cast<size_t>(pack.input)]};
    pack_step.outputs = {Slot{.type = pack.type}};
    if (!query(pack_step).reason.empty()) return {};
  }
  return query(other).reason.empty() ? winograd : std::nullopt;
}

bool VulkanBackend::has_halves() const { return impl_->device.has_halves(); }

std::int64_t VulkanBackend::block_bytes() const { return impl_->device.block_bytes(); }

std::unique_ptr<State> VulkanBackend::make_state(std::span<const Variable> variables) {
  try {
    return translated(
        [&] { return std::make_unique<VulkanState>(impl_->device, impl_->copier, variables); });
  } catch (const OutOfMemory& refused) {
    throw refused.at("the model's variables").hint("use a smaller model or --backend cpu");
  }
}

std::unique_ptr<Executable> VulkanBackend::load(const Plan& plan, State& state) {
  const std::int64_t free = impl_->device.free_bytes();
  try {
    return translated([&] {
      return std::make_unique<VulkanExecutable>(impl_->shared, plan,
                                                dynamic_cast<VulkanState&>(state));
    });
  } catch (const OutOfMemory&) {
    throw Error("the plan needs {} on {}, of whose {} there are {} free",
                mebibytes(plan.peak_bytes()), impl_->device.info().name,
                mebibytes(impl_->device.info().memory_bytes), mebibytes(free))
        .hint(advice(plan, free));
  }
}

void VulkanBackend::check_kernels() {
  for (const auto& [name, shader] : impl_->kernels.table()) {
    for (size_t tile = 0; tile < shader.tiles.size(); ++tile) {
      for (const uint halves : {0u, impl_->device.has_halves() ? shader.halves : 0u}) {
        if (impl_->kernels.allowed(shader, tile, halves)) {
          impl_->self_check.check(shader, tile, halves);
        }
      }
    }
  }
}

std::vector<std::string> audit_recording(const Executable& executable) {
  return dynamic_cast<const VulkanExecutable&>(executable).audit();
}

}  // namespace fovea::vulkan
