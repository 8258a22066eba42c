// How an executable turns its plan into command buffers; executable.cpp runs them.
#include <algorithm>
#include <cstring>

#include "backends/vulkan/host/executable.h"

namespace fovea::vulkan {

namespace {

constexpr std::uint32_t most_groups = 65535;  // along an axis; every device can do this

}  // namespace

void VulkanExecutable::make_works() {
  for (size_t i = 0; i < plan_.steps.size(); ++i) {
    const Step& step = plan_.steps[i];
    const uint halves = halves_of(step);
    const Shader* shader = shared_.kernels.find(step.kernel, halves);
    for (int stage = 0; shader; ++stage) {
      const WorkSize work = shader->work_size_of(step.params);
      if (work.x && work.y && work.z) {
        const size_t tile = shared_.kernels.choose_tile(*shader, work, halves);
        const std::array<uint, 3>& size = shader->tiles[tile].size;
        const auto groups = [&](uint axis_work, size_t axis) {
          const std::uint64_t count = (std::uint64_t{axis_work} + size[axis] - 1) / size[axis];
          return static_cast<std::uint32_t>(std::min<std::uint64_t>(count, most_groups));
        };
        works_.push_back({i, stage, {groups(work.x, 0), groups(work.y, 1), groups(work.z, 2)}, 0});
        pipelines_.push_back(shared_.kernels.pipeline(*shader, tile, halves));
      }
      shader = shader->then.empty() ? nullptr : shared_.kernels.find(shader->then, halves);
    }
  }
}

Place VulkanExecutable::place(const Slot& slot, size_t input_slot) const {
  const size_t number = static_cast<size_t>(slot.buffer);
  Place base;
  switch (slot.region) {
    case Region::arena:
      return state_.arena().at(slot.offset);
    case Region::prologue:
      return prologue_memory_->at(slot.offset);
    case Region::input:
      base = (*inputs_[input_slot])[number];
      break;
    case Region::variable:
      state_.variable(plan_.variables[number].name, base);
      break;
    case Region::constant:
      base = (*constants_)[number];
      break;
  }
  base.offset += slot.offset;
  base.address += static_cast<std::uint64_t>(slot.offset);
  return base;
}

void VulkanExecutable::write_blocks() {
  for (size_t slot = 0; slot < slots; ++slot) {
    std::vector<std::byte> bytes(static_cast<size_t>(blocks_[slot]->bytes()));
    for (size_t w = 0; w < works_.size(); ++w) {
      const Step& step = plan_.steps[works_[w].step];
      StepBlock block;
      for (size_t i = 0; i < step.inputs.size(); ++i) {
        block.inputs[i] = place(step.inputs[i], slot).address;
      }
      for (size_t i = 0; i < step.outputs.size(); ++i) {
        block.outputs[i] = place(step.outputs[i], slot).address;
      }
      if (step.scratch.type.bytes() > 0) block.scratch = place(step.scratch, slot).address;
      std::ranges::copy(works_[w].groups, block.groups);
      std::byte* to = bytes.data() + block_offsets_[w];
      std::memcpy(to, &block, sizeof block);
      std::ranges::copy(step.params.bytes(), to + sizeof block);
    }
    shared_.copier.write({.buffer = blocks_[slot]->buffer()}, bytes);
  }
  record_copies();
  blocks_version_ = state_.arena_version();
}

vk::raii::CommandBuffer VulkanExecutable::new_buffer(const vk::raii::CommandPool& pool) {
  return std::move(vk::raii::CommandBuffers(shared_.device.handle(),
                                            {*pool, vk::CommandBufferLevel::ePrimary, 1})[0]);
}

// Records again if something has changed that the recording depends on.
void VulkanExecutable::record(Recording& recording, size_t slot, bool prologue) {
  if (recording.arena_version == state_.arena_version() && recording.profiled == profiling_ &&
      recording.costs_version == shared_.costs.version()) {
    return;
  }
  const double longest = shared_.device.options().longest_submission;
  for (Work& work : works_) work.cost = shared_.costs.predict(plan_.steps[work.step]);
  const std::vector<Command> commands = schedule(plan_, works_, prologue, longest);
  recording.submissions = cut(commands, longest);
  recording.arena_version = state_.arena_version();
  recording.costs_version = shared_.costs.version();
  recording.profiled = profiling_;
  if (shared_.device.has_timestamps()) {
    recording.queries = nullptr;
    const std::uint32_t marks =
        2 * static_cast<std::uint32_t>(profiling_ ? commands.size() : recording.submissions.size());
    recording.queries = vk::raii::QueryPool(shared_.device.handle(),
                                            {{}, vk::QueryType::eTimestamp, std::max(marks, 1u)});
  }
  recording.buffers.clear();
  std::uint32_t mark = 0;
  for (size_t submission = 0; submission < recording.submissions.size(); ++submission) {
    recording.buffers.push_back(new_buffer(pool_));
    record_submission(recording, submission, slot, mark);
  }
}

void VulkanExecutable::record_submission(Recording& recording, size_t number, size_t slot,
                                         std::uint32_t& mark) {
  const vk::raii::CommandBuffer& commands = recording.buffers[number];
  const std::vector<Command>& submission = recording.submissions[number];
  const bool marked = *recording.queries != vk::QueryPool();
  const auto stamp = [&] {
    if (!marked) return;
    commands.writeTimestamp2(vk::PipelineStageFlagBits2::eAllCommands, *recording.queries, mark++);
  };
  commands.begin({});
  if (number == 0) barrier(commands);  // after everything that ran before
  if (marked) {
    const std::uint32_t marks =
        2 * static_cast<std::uint32_t>(recording.profiled ? submission.size() : 1);
    commands.resetQueryPool(*recording.queries, mark, marks);
  }
  if (!recording.profiled) stamp();
  for (const Command& command : submission) {
    if (recording.profiled) {
      barrier(commands);  // one by one, so each time is only that of its step
      stamp();
    }
    if (command.work < 0) {
      barrier(commands);
    } else {
      const size_t work = static_cast<size_t>(command.work);
      commands.bindPipeline(vk::PipelineBindPoint::eCompute, pipelines_[work]);
      const std::uint64_t address =
          blocks_[slot]->address() + static_cast<std::uint64_t>(block_offsets_[work]);
      commands.pushConstants<std::uint64_t>(shared_.kernels.layout(),
                                            vk::ShaderStageFlagBits::eCompute, 0, address);
      const auto& [x, y, z] = command.base;
      commands.dispatchBase(x, y, z, command.count[0], command.count[1], command.count[2]);
    }
    if (recording.profiled) stamp();
  }
  if (!recording.profiled) stamp();
  commands.end();
}

// Copies inputs to the device, with one buffer per slot, and results to the host, with one buffer
// per place in the ring.
void VulkanExecutable::record_copies() {
  shared_.device.transfer().wait_all();
  shared_.device.compute().wait_all();
  const auto copy = [](const vk::raii::CommandBuffer& commands, const Place& from, const Place& to,
                       std::int64_t bytes) {
    if (bytes == 0) return;
    commands.copyBuffer(
        from.buffer, to.buffer,
        vk::BufferCopy(static_cast<std::uint64_t>(from.offset),
                       static_cast<std::uint64_t>(to.offset), static_cast<std::uint64_t>(bytes)));
  };
  uploads_.clear();
  downloads_.clear();
  for (size_t slot = 0; slot < slots; ++slot) {
    const auto& commands = uploads_.emplace_back(new_buffer(transfer_pool_));
    commands.begin({});
    for (size_t i = 0; i < plan_.inputs.size(); ++i) {
      copy(commands, (*upload_[slot])[i], (*inputs_[slot])[i], plan_.inputs[i].slot.type.bytes());
    }
    commands.end();
  }
  for (size_t entry = 0; entry < ring; ++entry) {
    const auto& commands = downloads_.emplace_back(new_buffer(pool_));
    commands.begin({});
    barrier(commands);
    for (size_t i = 0; i < plan_.outputs.size(); ++i) {
      copy(commands, place(plan_.outputs[i].slot, entry % slots), (*download_[entry])[i],
           plan_.outputs[i].slot.type.bytes());
    }
    barrier(commands);
    commands.end();
  }
}

}  // namespace fovea::vulkan
