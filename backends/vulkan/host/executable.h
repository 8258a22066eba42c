// A plan on a Vulkan device: recorded once for each of two input slots and submitted many times. So
// a batch is copied to the device while the one before it is computed. Results go into a ring.
// record.cpp has the recording.
#pragma once

#include "backends/vulkan/host/costs.h"
#include "backends/vulkan/host/kernels.h"
#include "backends/vulkan/host/schedule.h"
#include "backends/vulkan/host/state.h"

namespace fovea::vulkan {

/// Objects that the executables of one backend share.
struct Shared {
  Device& device;
  Kernels& kernels;
  Copier& copier;
  Costs& costs;
};

class VulkanExecutable : public Executable {
 public:
  VulkanExecutable(Shared shared, const Plan& plan, VulkanState& state);
  ~VulkanExecutable() override;

  Ticket submit(const Feed& feed) override;
  std::map<std::string, Tensor> wait(Ticket ticket) override;
  void set_profiling(bool on) override;
  std::vector<StepTime> profile() const override { return times_; }

  /// Faults of the recorded commands: see schedule.h.
  std::vector<std::string> audit() const;

 private:
  static constexpr size_t slots = 2, ring = 4;  // an entry of the ring has one slot

  // Command buffers of one slot, one per submission, with timestamps around each.
  struct Recording {
    std::vector<std::vector<Command>> submissions;
    std::vector<vk::raii::CommandBuffer> buffers;
    vk::raii::QueryPool queries = nullptr;
    std::uint64_t arena_version = 0, costs_version = 0;
    bool profiled = false;
    std::uint64_t submitted = 0;  // value of the timeline; 0 when its times were taken
  };
  struct Run {
    Ticket ticket = 0;
    std::uint64_t done = 0;  // value of the timeline
  };

  Ticket start(const Feed& feed);
  std::map<std::string, Tensor> finish(Ticket ticket);
  void allocate();
  void make_works();
  void write_blocks();
  Place place(const Slot& slot, size_t input_slot) const;
  void record(Recording& recording, size_t slot, bool prologue);
  void record_submission(Recording& recording, size_t number, size_t slot, std::uint32_t& mark);
  void record_copies();
  vk::raii::CommandBuffer new_buffer(const vk::raii::CommandPool& pool);
  void take_times(Recording& recording);
  void copy_in(const Feed& feed, size_t slot);

  Shared shared_;
  Plan plan_;
  VulkanState& state_;
  std::vector<Work> works_;
  std::vector<vk::Pipeline> pipelines_;      // of each work
  std::vector<std::int64_t> block_offsets_;  // offset of each work in its slot's blocks
  std::optional<Memory> blocks_[slots];
  std::optional<Tensors> constants_, inputs_[slots], upload_[slots], download_[ring];
  std::optional<Arena> prologue_memory_;
  std::uint64_t blocks_version_ = 0;
  vk::raii::CommandPool pool_, transfer_pool_;
  Recording prologue_, main_[slots];
  std::vector<vk::raii::CommandBuffer> uploads_, downloads_;
  Run runs_[ring];
  Ticket last_ = 0;
  std::uint64_t prologue_version_ = 0;
  bool profiling_ = false;
  std::vector<StepTime> times_;
};

}  // namespace fovea::vulkan
