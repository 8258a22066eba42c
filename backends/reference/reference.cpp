#include "fovea/reference/reference.h"

#include "backends/reference/magnitudes.h"
#include "fovea/runtime/host_memory.h"

namespace fovea::reference {

void register_all(KernelTable& table);

namespace {

class ReferenceExecutable : public HostExecutable {
 public:
  ReferenceExecutable(const Plan& plan, State& state,
                      std::vector<std::function<void(const KernelArgs&)>> kernels)
      : HostExecutable(plan, state), kernels_(std::move(kernels)) {}

 private:
  void run(bool prologue) override {
    for (size_t i = 0; i < kernels_.size(); ++i) {
      if (plan().steps[i].prologue != prologue) continue;
      timed(i, [&] { kernels_[i](args(i)); });
    }
  }

  std::vector<std::function<void(const KernelArgs&)>> kernels_;
};

}  // namespace

ReferenceBackend::ReferenceBackend(DType precision, Gives gives)
    : precision_(precision), gives_(gives) {
  if (precision != DType::f32 && precision != DType::f64) {
    throw Error("the reference backend computes in f32 or f64, not {}", name_of(precision));
  }
  if (gives == Gives::magnitudes && precision != DType::f64) {
    throw Error("the reference backend gives magnitudes in f64, not {}", name_of(precision));
  }
  register_all(kernels_);
}

void ReferenceBackend::add(const std::string& name, Kernel kernel) {
  kernels_[name] = std::move(kernel);
}

DeviceInfo ReferenceBackend::info() const {
  DeviceInfo info;
  info.backend = "reference";
  info.name = precision_ == DType::f64 ? "plain loops in double" : "plain loops in float";
  info.kind = "CPU";
  info.threads = 1;
  return info;
}

Support ReferenceBackend::query(const Step& step) const {
  Support support;
  if (kernels_.contains(step.kernel)) return support;
  std::vector<std::string> known;
  for (const auto& [name, kernel] : kernels_) known.push_back(name);
  support.reason = "it has no such kernel" + did_you_mean(step.kernel, known);
  return support;
}

std::unique_ptr<State> ReferenceBackend::make_state(std::span<const Variable> variables) {
  return std::make_unique<HostState>(variables, precision_);
}

std::unique_ptr<Executable> ReferenceBackend::load(const Plan& plan, State& state) {
  std::vector<std::function<void(const KernelArgs&)>> functions;
  for (const Step& step : plan.steps) {
    const Kernel& kernel = kernels_.at(step.kernel);
    if (precision_ == DType::f32) {
      functions.push_back(kernel.in_float);
    } else if (gives_ == Gives::values) {
      functions.push_back(kernel.in_double);
    } else if (kernel.magnitudes) {
      functions.push_back(kernel.magnitudes);
    } else {
      functions.push_back(
          [kernel](const KernelArgs& args) { on_absolutes(args, kernel.in_double); });
    }
  }
  return std::make_unique<ReferenceExecutable>(plan, state, std::move(functions));
}

}  // namespace fovea::reference
