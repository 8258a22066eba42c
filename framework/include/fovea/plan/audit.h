// A check of a plan that has nothing in common with how plans are made.
#pragma once

#include <string>
#include <vector>

#include "fovea/plan/plan.h"

namespace fovea {

/// Recomputes every conflict (two steps touching a byte, one writing it) from the slots and
/// demands a path of `after` edges for each; returns one line for each that has none.
std::vector<std::string> audit(const Plan& plan);

}  // namespace fovea
