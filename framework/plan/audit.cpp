#include "fovea/plan/audit.h"

#include "framework/plan/footprint.h"
#include "framework/runtime/reach.h"

namespace fovea {

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
