// Where the time of a run goes, step by step, and how near each comes to what the device can do.
#pragma once

#include <string>
#include <vector>

#include "apps/benchmark/machine.h"
#include "fovea/runtime/backend.h"

namespace fovea::apps {

/// The time that the device needs at least, by the roofline model (Williams, Waterman and
/// Patterson, "Roofline", 2009), divided by the time taken: arithmetic at its peak and all tensors
/// through memory, whichever is longer. Above 1 where tensors stay in a cache. 0 if no time was
/// taken.
double roofline_share(const Step& step, double seconds, const MachineLimits& limits);

/// The steps of the plan that took time, slowest first, with their sum.
std::string profile_table(const Plan& plan, std::vector<StepTime> times,
                          const MachineLimits& limits);

}  // namespace fovea::apps
