// The memory that a step of a plan writes and uses.
#pragma once

#include <vector>

#include "fovea/plan/plan.h"

namespace fovea {

/// The slots of a step; they live as long as the step.
struct Footprint {
  explicit Footprint(const Step& step);
  /// Whether one of the two writes a byte that the other uses.
  bool conflicts(const Footprint& other) const;

  std::vector<const Slot*> writes, touches;
};

std::vector<Footprint> footprints(const Plan& plan);

}  // namespace fovea
