#include "fovea/runtime/host_memory.h"

#include <chrono>
#include <cstring>

#include "framework/runtime/free_memory.h"

namespace fovea {

namespace {

DType widened(DType dtype, DType real) { return dtype == DType::f32 ? real : dtype; }

}  // namespace

HostState::HostState(std::span<const Variable> variables, DType real)
    : variables_(variables.begin(), variables.end()), real_(real) {
  for (const Variable& variable : variables_) {
    index_.emplace(variable.name, tensors_.size());
    tensors_.emplace_back(variable.type.shape, widened(variable.type.dtype, real));
  }
}

Tensor& HostState::tensor(const std::string& name) {
  const auto place = index_.find(name);
  if (place != index_.end()) return tensors_[place->second];
  std::vector<std::string> known;
  for (const Variable& variable : variables_) known.push_back(variable.name);
  throw Error("the state has no variable '{}'{}", name, did_you_mean(name, known));
}

Tensor HostState::read(const std::string& name) const {
  return const_cast<HostState*>(this)->tensor(name).clone();
}

void HostState::write(const std::string& name, const Tensor& value) {
  Tensor& target = tensor(name);
  const Tensor same = converted(value, target.type(), fmt::format("variable '{}'", name));
  std::memcpy(target.data(), same.data(), same.bytes().size());
  touch();
}

void HostState::reserve_arena(std::int64_t bytes) {
  if (bytes <= arena_bytes_) return;
  arena_bytes_ = 0;  // in case allocating throws
  arena_ = nullptr;
  arena_ = allocate(static_cast<size_t>(bytes));
  arena_bytes_ = bytes;
}

HostExecutable::HostExecutable(const Plan& plan, State& state)
    : plan_(plan), state_(dynamic_cast<HostState&>(state)) {
  expect_free_memory();
  for (const Binding& input : plan_.inputs) {
    inputs_.emplace_back(input.slot.type.shape, widened(input.slot.type.dtype, state_.real()));
  }
  for (const Tensor& constant : plan_.constants) {
    constants_.push_back(constant.to(widened(constant.dtype(), state_.real())));
  }
  for (const Variable& variable : plan_.variables) {
    Tensor& tensor = state_.tensor(variable.name);
    if (tensor.type() !=
        TensorType{variable.type.shape, widened(variable.type.dtype, state_.real())}) {
      throw Error("variable '{}' is {} in the plan and {} in the state", variable.name,
                  variable.type.str(), tensor.type().str());
    }
    variables_.push_back(&tensor);
  }
  prologue_ = allocate(static_cast<size_t>(plan_.prologue_bytes * state_.scale()));
  state_.reserve_arena(plan_.arena_bytes * state_.scale());
}

void HostExecutable::expect_free_memory() const {
  std::int64_t bytes = plan_.prologue_bytes + plan_.input_bytes();
  if (plan_.arena_bytes * state_.scale() > state_.arena_bytes()) bytes += plan_.arena_bytes;
  for (const Binding& output : plan_.outputs) bytes += output.slot.type.bytes();
  bytes *= state_.scale();
  constexpr std::int64_t little = 64 << 20;  // smaller plans are not checked
  if (bytes < little) return;
  const std::int64_t free = free_memory();
  if (bytes <= free) return;
  const auto gib = [](std::int64_t number) { return static_cast<double>(number) / (1 << 30); };
  throw Error("a run needs {:.1f} GiB of memory, {:.1f} GiB are free", gib(bytes), gib(free))
      .hint("use a smaller batch or smaller pictures");
}

std::byte* HostExecutable::address(const Slot& slot) {
  const std::int64_t offset = slot.offset * state_.scale();
  const size_t buffer = static_cast<size_t>(slot.buffer);
  switch (slot.region) {
    case Region::arena:
      return state_.arena() + offset;
    case Region::prologue:
      return prologue_.get() + offset;
    case Region::input:
      return inputs_[buffer].data() + offset;
    case Region::variable:
      return variables_[buffer]->data() + offset;
    case Region::constant:
      return constants_[buffer].data() + offset;
  }
  throw Error("no such region");
}

void HostExecutable::bind() {
  if (!args_.empty() && bound_arena_ == state_.arena()) return;
  bound_arena_ = state_.arena();
  args_.clear();
  for (const Step& step : plan_.steps) {
    KernelArgs args{step, {}, {}, nullptr};
    for (const Slot& slot : step.inputs) args.inputs.push_back(address(slot));
    for (const Slot& slot : step.outputs) args.outputs.push_back(address(slot));
    if (step.scratch.type.bytes() > 0) args.scratch = address(step.scratch);
    args_.push_back(std::move(args));
  }
}

void HostExecutable::copy_in(const Feed& feed) {
  for (size_t i = 0; i < plan_.inputs.size(); ++i) {
    const std::string& name = plan_.inputs[i].name;
    const auto it = feed.find(name);
    if (it == feed.end()) throw Error("no value was given for input '{}'", name);
    Tensor& target = inputs_[i];
    const Tensor value = converted(it->second, target.type(), fmt::format("input '{}'", name));
    std::memcpy(target.data(), value.data(), value.bytes().size());
  }
}

Ticket HostExecutable::submit(const Feed& feed) {
  copy_in(feed);
  state_.reserve_arena(plan_.arena_bytes * state_.scale());
  bind();
  if (profiling_) times_.clear();
  if (profiling_) {
    for (size_t i = 0; i < plan_.steps.size(); ++i) times_.push_back({static_cast<int>(i), 0});
  }
  if (prologue_version_ != state_.version()) {
    run(true);
    prologue_version_ = state_.version();
  }
  run(false);
  bool writes = false;
  for (const bool written : plan_.written) writes = writes || written;
  if (writes) {
    state_.touch();
    prologue_version_ = state_.version();  // the prologue reads nothing that this plan writes
  }
  std::map<std::string, Tensor>& results = results_[++last_];
  for (const Binding& output : plan_.outputs) {
    Tensor tensor(output.slot.type.shape, widened(output.slot.type.dtype, state_.real()));
    std::memcpy(tensor.data(), address(output.slot), tensor.bytes().size());
    results[output.name] = std::move(tensor);
  }
  results_.erase(results_.begin(), results_.upper_bound(last_ >= 3 ? last_ - 3 : 0));
  return last_;
}

std::map<std::string, Tensor> HostExecutable::wait(Ticket ticket) {
  const auto it = results_.find(ticket);
  if (it == results_.end()) throw Error("the results of run {} are gone", ticket);
  return it->second;
}

void HostExecutable::timed(size_t i, const std::function<void()>& body) {
  if (!profiling_) return body();
  const auto start = std::chrono::steady_clock::now();
  body();
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  times_[i].seconds = seconds.count();
}

}  // namespace fovea
