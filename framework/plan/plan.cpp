#include "fovea/plan/plan.h"

#include "fovea/runtime/backend.h"

namespace fovea {

bool Slot::overlaps(const Slot& other) const {
  return region == other.region && buffer == other.buffer &&
         offset < other.offset + other.type.bytes() && other.offset < offset + type.bytes();
}

std::string Step::str() const {
  std::string text;
  for (const Slot& slot : inputs) text.append(slot.type.shape.str()).append(" ");
  text += "->";
  for (const Slot& slot : outputs) text.append(" ").append(slot.type.shape.str());
  return text;
}

std::string_view name_of(Precision precision) {
  return precision == Precision::f16 ? "fp16" : "fp32";
}

void expect_precision(const Backend& backend, Precision precision) {
  if (precision == Precision::f32 || backend.has_halves()) return;
  const DeviceInfo device = backend.info();
  throw Error("backend {} ({}) cannot store activations as fp16", device.backend, device.name)
      .hint("use --precision fp32, or a Vulkan device that has fp16-storage in 'fovea devices'");
}

double Plan::flops() const {
  double sum = 0;
  for (const Step& step : steps) sum += step.flops;
  return sum;
}

std::int64_t Plan::bytes() const {
  std::int64_t sum = 0;
  for (const Step& step : steps) sum += step.bytes;
  return sum;
}

std::int64_t Plan::variable_bytes() const {
  std::int64_t sum = 0;
  for (const Variable& variable : variables) sum += variable.type.bytes();
  return sum;
}

std::int64_t Plan::constant_bytes() const {
  std::int64_t sum = 0;
  for (const Tensor& constant : constants) sum += constant.type().bytes();
  return sum;
}

std::int64_t Plan::input_bytes() const {
  std::int64_t sum = 0;
  for (const Binding& input : inputs) sum += input.slot.type.bytes();
  return sum;
}

std::int64_t Plan::peak_bytes() const {
  return arena_bytes + prologue_bytes + variable_bytes() + constant_bytes();
}

}  // namespace fovea
