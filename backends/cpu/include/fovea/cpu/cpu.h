// The CPU backend: a TBB flow graph over the steps, Highway SIMD inside them. Results are
// bit-identical for any number of threads (on one instruction set). Kernels read and write numbers
// below 2^-126 (denormals) as 0, because processors are slow at them; the callers' threads do not.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "fovea/cpu/kernel.h"
#include "fovea/runtime/backend.h"

namespace fovea::cpu {

struct Options {
  int threads = 0;  // 0: one per core that this process may use
  /// Work in the TBB arena of the thread that makes the backend, together with other tasks of that
  /// thread, such as a loader of batches. Only this thread may call such a backend. With an arena
  /// of its own any thread may call it, but workers move between the two arenas: a step of LeNet-5
  /// then takes 7 to 10 % longer.
  bool join_caller = false;
  /// The thread that makes the backend waits while others call it: `threads` others may compute
  /// besides it.
  bool caller_waits = false;
  /// For tests: run the steps one by one in the random topological order of this seed.
  std::uint64_t shuffle = 0;
};

/// As long as it exists, it limits all of TBB in this process to options.threads.
class CpuBackend : public Backend {
 public:
  explicit CpuBackend(Options options = {});
  ~CpuBackend() override;

  /// Adds a kernel, or replaces the one of this name. Layers from outside get their kernels this
  /// way.
  void add(const std::string& name, Kernel kernel);

  DeviceInfo info() const override;
  bool on_host() const override { return true; }
  Support query(const Step& step) const override;
  std::unique_ptr<State> make_state(std::span<const Variable> variables) override;
  std::unique_ptr<Executable> load(const Plan& plan, State& state) override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace fovea::cpu
