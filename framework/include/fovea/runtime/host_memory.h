// The memory of plans that run on the host. The CPU backends share this code. A state owns the
// variables and one arena for the activations of every plan loaded on it.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "fovea/runtime/backend.h"
#include "fovea/runtime/kernel_args.h"

namespace fovea {

/// Variables and arena in host memory. With `real` = f64 every f32 tensor takes twice its bytes:
/// all offsets double too, so the same tensors overlap as before.
class HostState : public State {
 public:
  HostState(std::span<const Variable> variables, DType real);

  std::span<const Variable> variables() const override { return variables_; }
  Tensor read(const std::string& name) const override;
  void write(const std::string& name, const Tensor& value) override;

  DType real() const { return real_; }
  std::int64_t scale() const { return real_ == DType::f64 ? 2 : 1; }
  /// Changes whenever a variable may have changed.
  std::uint64_t version() const { return version_; }
  void touch() { ++version_; }
  Tensor& tensor(const std::string& name);
  /// Grows the shared arena. Old addresses become invalid.
  void reserve_arena(std::int64_t bytes);
  std::byte* arena() { return arena_.get(); }
  std::int64_t arena_bytes() const { return arena_bytes_; }

 private:
  std::vector<Variable> variables_;
  std::deque<Tensor> tensors_;
  std::map<std::string, size_t> index_;  // of variables_ and tensors_, by name
  DType real_;
  std::uint64_t version_ = 1;
  std::int64_t arena_bytes_ = 0;
  std::shared_ptr<std::byte[]> arena_;
};

/// The common part of all executables on the host: it binds slots to addresses, copies a feed in
/// and results out, and knows when the prologue must run.
class HostExecutable : public Executable {
 public:
  /// Throws Error before anything is allocated if the plan needs more memory than is free.
  HostExecutable(const Plan& plan, State& state);

  Ticket submit(const Feed& feed) override;
  std::map<std::string, Tensor> wait(Ticket ticket) override;
  void set_profiling(bool on) override { profiling_ = on; }
  std::vector<StepTime> profile() const override { return times_; }

 protected:
  /// Runs the prologue steps, or all the others.
  virtual void run(bool prologue) = 0;
  /// Points every step's args at its memory.
  const KernelArgs& args(size_t step) const { return args_[step]; }
  const Plan& plan() const { return plan_; }
  /// Runs `body` as step i, and measures its time when profiling.
  void timed(size_t i, const std::function<void()>& body);

 private:
  void expect_free_memory() const;
  void bind();
  std::byte* address(const Slot& slot);
  void copy_in(const Feed& feed);

  Plan plan_;
  HostState& state_;
  std::vector<Tensor> inputs_, constants_;
  std::shared_ptr<std::byte[]> prologue_;
  std::vector<Tensor*> variables_;
  std::vector<KernelArgs> args_;
  std::byte* bound_arena_ = nullptr;
  std::uint64_t prologue_version_ = 0;
  bool profiling_ = false;
  std::vector<StepTime> times_;
  Ticket last_ = 0;
  std::map<Ticket, std::map<std::string, Tensor>> results_;
};

}  // namespace fovea
