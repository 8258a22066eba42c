#include "framework/plan/footprint.h"

#include <algorithm>

namespace fovea {

namespace {

bool any_overlap(const std::vector<const Slot*>& a, const std::vector<const Slot*>& b) {
  return std::ranges::any_of(a, [&](const Slot* x) {
    return std::ranges::any_of(b, [&](const Slot* y) { return x->overlaps(*y); });
  });
}

}  // namespace

Footprint::Footprint(const Step& step) {
  for (const Slot& slot : step.outputs) writes.push_back(&slot);
  if (step.scratch.type.bytes() > 0) writes.push_back(&step.scratch);
  touches = writes;
  for (const Slot& slot : step.inputs) touches.push_back(&slot);
}

bool Footprint::conflicts(const Footprint& other) const {
  return any_overlap(writes, other.touches) || any_overlap(touches, other.writes);
}

std::vector<Footprint> footprints(const Plan& plan) {
  return {plan.steps.begin(), plan.steps.end()};
}

}  // namespace fovea
