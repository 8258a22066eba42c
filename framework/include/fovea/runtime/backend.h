// The whole contract between a plan and the device that runs it.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "fovea/core/tensor.h"
#include "fovea/plan/plan.h"
#include "fovea/runtime/support.h"

namespace fovea {

struct DeviceInfo {
  std::string backend;                    // "cpu"
  std::string name;                       // "AMD EPYC 9575F"
  std::string kind;                       // "CPU", "discrete GPU", "software", ...
  std::int64_t memory_bytes = 0;          // 0: not known
  int threads = 0;                        // 0: does not apply
  std::vector<std::string> features;      // "AVX3", "fp16", ...
  std::vector<std::string> switched_off;  // kernels that failed their self-check
};

/// All that outlives a step, on the device. Throws Error for an unknown name or another type.
class State {
 public:
  virtual ~State() = default;
  virtual std::span<const Variable> variables() const = 0;
  virtual Tensor read(const std::string& name) const = 0;
  virtual void write(const std::string& name, const Tensor& value) = 0;
};

/// The inputs of one run, by name.
using Feed = std::map<std::string, Tensor>;

/// The device stopped answering: all data on it is lost, and the backend cannot be used any more.
class DeviceLost : public Error {
 public:
  using Error::Error;
};

/// Names a submitted run.
using Ticket = std::uint64_t;

struct StepTime {
  int step;        // index into Plan::steps
  double seconds;  // of the last run
};

class Executable {
 public:
  virtual ~Executable() = default;
  /// Starts a run. The tensors of the feed are read before this returns. Throws Error for an
  /// input that is missing or of another type.
  virtual Ticket submit(const Feed& feed) = 0;
  /// Waits for the run and returns its results by name; each run's results are kept until two
  /// more have been submitted.
  virtual std::map<std::string, Tensor> wait(Ticket ticket) = 0;
  /// Turns the timing of later runs on or off.
  virtual void set_profiling(bool on) = 0;
  /// The times of the last finished run that was timed.
  virtual std::vector<StepTime> profile() const = 0;
};

class Backend {
 public:
  virtual ~Backend() = default;
  virtual DeviceInfo info() const = 0;
  /// Whether tensors lie in the program's own memory: such a device cannot be lost.
  virtual bool on_host() const { return false; }
  /// Whether it can store halves: Support names the slots that may hold them.
  virtual bool has_halves() const { return false; }
  virtual Support query(const Step& step) const = 0;
  /// The arena and the prologue are divided into blocks of this many bytes, a multiple of 64. Each
  /// block is an allocation of its own; no tensor is in two blocks.
  virtual std::int64_t block_bytes() const { return std::int64_t{1} << 60; }
  virtual std::unique_ptr<State> make_state(std::span<const Variable> variables) = 0;
  /// The state must hold every variable of the plan and outlive the executable.
  virtual std::unique_ptr<Executable> load(const Plan& plan, State& state) = 0;
};

}  // namespace fovea
