// Where the time of a run goes, step by step, and how near each step is to the limits of
// the device.
#pragma once

#include <string>
#include <vector>

#include "apps/benchmark/machine.h"
#include "fovea/runtime/backend.h"

namespace fovea::apps {

/// The least time that the device needs by the roofline model (Williams, Waterman and Patterson,
/// "Roofline", 2009), divided by the measured time. The least time is the longer one of two:
/// arithmetic at its peak, and all tensors through memory. Above 1 if tensors stay in a cache. 0 if
/// no time was measured.
double roofline_share(const Step& step, double seconds, const MachineLimits& limits);

/// The steps of the plan that took time, slowest first, with their sum.
std::string profile_table(const Plan& plan, std::vector<StepTime> times,
                          const MachineLimits& limits);

}  // namespace fovea::apps
