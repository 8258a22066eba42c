#include <algorithm>

#include "framework/runtime/reach.h"

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

std::vector<std::string> audit(const Plan& plan) {
  std::vector<std::string> faults;
  const std::vector<Footprint> prints = footprints(plan);
  Reach reach(plan.steps.size());
  for (size_t j = 0; j < plan.steps.size(); ++j) {
    for (const int i : plan.steps[j].after) {
      if (i < 0 || i >= static_cast<int>(j)) {
        faults.push_back(fmt::format("step {} waits for step {}", j, i));
      } else {
        reach.add_edge(static_cast<size_t>(i), j);
      }
    }
    for (size_t i = 0; i < j; ++i) {
      if (!reach.before(i, j) && prints[i].conflicts(prints[j])) {
        faults.push_back(fmt::format("steps {} ({}, {}) and {} ({}, {}) share memory without order",
                                     i, plan.steps[i].node, plan.steps[i].kernel, j,
                                     plan.steps[j].node, plan.steps[j].kernel));
      }
    }
  }
  return faults;
}

}  // namespace fovea
