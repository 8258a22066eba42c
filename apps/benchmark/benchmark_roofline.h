// The roofline of a device with a dot for each node: its FLOPs per byte and per second, compared
// with the limits of the device. Both axes are logarithmic.
#pragma once

#include <string>
#include <vector>

#include "apps/benchmark/benchmark_result.h"

namespace fovea::apps {

/// Powers of ten between which all dots and roofs of some results lie.
struct RooflineRange {
  int intensity_low = 0, intensity_high = 0;  // FLOP/byte
  int rate_low = 0, rate_high = 0;            // FLOP/s
};

RooflineRange roofline_range(const std::vector<BenchmarkResult>& results);

/// A figure of this size, which scales with the page.
std::string roofline_chart(const BenchmarkResult& result, const RooflineRange& range, double width,
                           double height);

}  // namespace fovea::apps
