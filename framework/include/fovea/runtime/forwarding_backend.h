// A backend that passes every call to another one, unless a subclass answers it itself.
#pragma once

#include "fovea/runtime/backend.h"

namespace fovea {

class ForwardingBackend : public Backend {
 public:
  /// `backend` must outlive this object and all that it makes.
  explicit ForwardingBackend(Backend& backend) : backend_(backend) {}

  DeviceInfo info() const override { return backend_.info(); }
  Support query(const Step& step) const override { return backend_.query(step); }
  bool on_host() const override { return backend_.on_host(); }
  bool has_halves() const override { return backend_.has_halves(); }
  std::int64_t block_bytes() const override { return backend_.block_bytes(); }
  std::unique_ptr<State> make_state(std::span<const Variable> variables) override {
    return backend_.make_state(variables);
  }
  std::unique_ptr<Executable> load(const Plan& plan, State& state) override {
    return backend_.load(plan, state);
  }

 private:
  Backend& backend_;
};

}  // namespace fovea
