#include "backends/vulkan/host/executable.h"

#include <algorithm>
#include <cstring>

namespace fovea::vulkan {

namespace {

double group_count(const std::array<std::uint32_t, 3>& groups) {
  return static_cast<double>(groups[0]) * groups[1] * groups[2];
}

}  // namespace

VulkanExecutable::VulkanExecutable(Shared shared, const Plan& plan, VulkanState& state)
    : shared_(shared),
      plan_(plan),
      state_(state),
      pool_(shared.device.handle(),
            {vk::CommandPoolCreateFlagBits::eResetCommandBuffer, shared.device.compute().family()}),
      transfer_pool_(shared.device.handle(), {{}, shared.device.transfer().family()}) {
  for (const Variable& variable : plan_.variables) {
    Place ignored;
    const TensorType& type = state_.variable(variable.name, ignored).type;
    if (type != variable.type) {
      throw Error("variable '{}' is {} in the plan and {} in the state", variable.name,
                  variable.type.str(), type.str());
    }
  }
  make_works();
  allocate();
  record_copies();
}

VulkanExecutable::~VulkanExecutable() {
  shared_.device.transfer().drain();
  shared_.device.compute().drain();
}

void VulkanExecutable::allocate() {
  const auto type = [](const Binding& binding) { return binding.slot.type; };
  const auto inputs = sizes_of(plan_.inputs, type), outputs = sizes_of(plan_.outputs, type),
             constants = sizes_of(plan_.constants, &Tensor::type);
  constants_.emplace(shared_.device, MemoryUse::device, constants);
  for (size_t i = 0; i < constants.size(); ++i) {
    shared_.copier.write((*constants_)[i], plan_.constants[i].bytes());
  }
  prologue_memory_.emplace(shared_.device, plan_.prologue_bytes);
  std::int64_t blocks = 0;
  for (const Work& work : works_) {
    const size_t bytes = sizeof(StepBlock) + plan_.steps[work.step].params.bytes().size();
    block_offsets_.push_back(blocks);
    blocks += static_cast<std::int64_t>((bytes + 63) / 64 * 64);
  }
  for (size_t slot = 0; slot < slots; ++slot) {
    inputs_[slot].emplace(shared_.device, MemoryUse::device, inputs);
    upload_[slot].emplace(shared_.device, MemoryUse::upload, inputs);
    blocks_[slot].emplace(shared_.device, MemoryUse::device, blocks);
  }
  for (auto& download : download_) download.emplace(shared_.device, MemoryUse::download, outputs);
  state_.reserve_arena(plan_.arena_bytes);
}

void VulkanExecutable::copy_in(const Feed& feed, size_t slot) {
  for (size_t i = 0; i < plan_.inputs.size(); ++i) {
    const auto& [name, target] = plan_.inputs[i];
    const auto it = feed.find(name);
    if (it == feed.end()) throw Error("no value was given for input '{}'", name);
    const Tensor value = converted(it->second, target.type, fmt::format("input '{}'", name));
    std::memcpy((*upload_[slot])[i].mapped, value.data(), value.bytes().size());
  }
}

Ticket VulkanExecutable::submit(const Feed& feed) {
  return translated([&] { return start(feed); });
}

std::map<std::string, Tensor> VulkanExecutable::wait(Ticket ticket) {
  return translated([&] { return finish(ticket); });
}

Ticket VulkanExecutable::start(const Feed& feed) {
  Queue &compute = shared_.device.compute(), &transfer = shared_.device.transfer();
  const size_t slot = (last_ + 1) % slots, place_in_ring = (last_ + 1) % ring;
  // The last run on this slot must have read its inputs before they are overwritten.
  compute.wait(main_[slot].submitted);
  take_times(main_[slot]);
  copy_in(feed, slot);
  state_.reserve_arena(plan_.arena_bytes);
  if (blocks_version_ != state_.arena_version()) write_blocks();
  if (prologue_version_ != state_.version()) {
    compute.wait_all();
    record(prologue_, 0, true);
    std::vector<vk::CommandBuffer> buffers;
    for (const auto& buffer : prologue_.buffers) buffers.push_back(*buffer);
    if (!buffers.empty()) prologue_.submitted = compute.submit(buffers);
    prologue_version_ = state_.version();
  }
  record(main_[slot], slot, false);
  const vk::CommandBuffer upload[] = {*uploads_[slot]};
  const std::uint64_t uploaded = plan_.inputs.empty() ? 0 : transfer.submit(upload);
  std::vector<vk::CommandBuffer> buffers;
  for (const auto& buffer : main_[slot].buffers) buffers.push_back(*buffer);
  buffers.push_back(*downloads_[place_in_ring]);
  main_[slot].submitted = compute.submit(buffers, uploaded ? &transfer : nullptr, uploaded);
  if (std::ranges::find(plan_.written, true) != plan_.written.end()) {
    state_.touch();
    prologue_version_ = state_.version();  // the prologue reads nothing that this plan writes
  }
  runs_[place_in_ring] = {++last_, main_[slot].submitted};
  return last_;
}

std::map<std::string, Tensor> VulkanExecutable::finish(Ticket ticket) {
  const Run& run = runs_[ticket % ring];
  if (ticket == 0 || run.ticket != ticket) throw Error("the results of run {} are gone", ticket);
  shared_.device.compute().wait(run.done);
  if (main_[ticket % slots].submitted == run.done) take_times(main_[ticket % slots]);
  std::map<std::string, Tensor> results;
  for (size_t i = 0; i < plan_.outputs.size(); ++i) {
    Tensor tensor(plan_.outputs[i].slot.type);
    std::memcpy(tensor.data(), (*download_[ticket % ring])[i].mapped, tensor.bytes().size());
    results[plan_.outputs[i].name] = std::move(tensor);
  }
  return results;
}

void VulkanExecutable::set_profiling(bool on) {
  profiling_ = on && shared_.device.has_timestamps();
}

// Reads the timestamps of finished work, for profile() and for the predictions.
void VulkanExecutable::take_times(Recording& recording) {
  if (!recording.submitted || !*recording.queries) return;
  size_t marks = 0;
  for (const auto& submission : recording.submissions)
    marks += 2 * (recording.profiled ? submission.size() : 1);
  shared_.device.compute().wait(recording.submitted);
  recording.submitted = 0;
  if (marks == 0) return;
  const auto [result, values] = recording.queries.getResults<std::uint64_t>(
      0, static_cast<std::uint32_t>(marks), marks * sizeof(std::uint64_t), sizeof(std::uint64_t),
      vk::QueryResultFlagBits::e64);
  if (result != vk::Result::eSuccess) return;
  size_t mark = 0;
  const auto next = [&, &ticks = values] {
    mark += 2;
    return shared_.device.seconds(ticks[mark - 2], ticks[mark - 1]);
  };
  if (recording.profiled) {
    times_.clear();
    for (size_t i = 0; i < plan_.steps.size(); ++i) times_.push_back({static_cast<int>(i), 0});
    for (const auto& submission : recording.submissions) {
      for (const Command& command : submission) {
        const double seconds = next();
        if (command.work >= 0) {
          times_[works_[static_cast<size_t>(command.work)].step].seconds += seconds;
        }
      }
    }
    return;
  }
  for (const auto& submission : recording.submissions) {
    std::map<std::string, double> guessed;
    double planned = 0;
    for (const Command& command : submission) {
      if (command.work < 0) continue;
      const Work& work = works_[static_cast<size_t>(command.work)];
      const double part = group_count(command.count) / group_count(work.groups);
      guessed[plan_.steps[work.step].kernel] += part * shared_.costs.guess(plan_.steps[work.step]);
      planned += command.cost;
    }
    shared_.costs.correct(guessed, planned, next());
  }
}

std::vector<std::string> VulkanExecutable::audit() const {
  std::vector<std::string> faults;
  for (const Recording* recording : {&prologue_, &main_[0], &main_[1]}) {
    std::vector<Command> commands;
    for (const auto& submission : recording->submissions) {
      commands.insert(commands.end(), submission.begin(), submission.end());
    }
    if (commands.empty()) continue;
    const auto more = vulkan::audit(plan_, works_, commands, recording == &prologue_);
    faults.insert(faults.end(), more.begin(), more.end());
  }
  return faults;
}

}  // namespace fovea::vulkan
