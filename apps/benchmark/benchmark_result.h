// The results of a benchmark, for the table, the JSON lines and the page.
#pragma once

#include <fmt/format.h>

#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "apps/benchmark/benchmark.h"
#include "apps/benchmark/benchmark_statistics.h"
#include "apps/benchmark/machine.h"
#include "apps/cli/text_table.h"
#include "fovea/runtime/backend.h"

namespace fovea::apps {

/// A step of the plan, as measured in runs that were timed step by step.
struct NodeTime {
  std::string node, kernel;
  double flops = 0, bytes = 0;
  double seconds = 0;  // the median of its runs
};

struct BenchmarkResult {
  std::string backend;  // its name, never "auto"
  DeviceInfo device;
  MachineLimits limits;
  double flops = 0, bytes = 0;        // of a call, by the plan
  std::int64_t peak_bytes = 0;        // memory of the plan on the device
  double first_seconds = 0;           // from the start to the first result
  Spread seconds;                     // of a call after the warm-up
  std::vector<double> round_medians;  // seconds, of each turn
  std::optional<double> out_abs_sum;  // of the first image's output
  std::vector<NodeTime> nodes;        // the nodes that every call runs, in order

  double flop_rate() const { return flops / seconds.median; }
  double byte_rate() const { return bytes / seconds.median; }
};

/// The shortest time in seconds that the limits allow for this work: the roofline of Williams,
/// Waterman and Patterson (CACM 52(4), 2009).
inline double roofline_seconds(const MachineLimits& limits, double flops, double bytes) {
  const double computing = flops / limits.flops_per_second;
  const double moving = bytes / limits.bytes_per_second;
  return computing > moving ? computing : moving;
}

/// "12,345" images a second, or fewer with decimals.
inline std::string speed(double rate) {
  return rate < 100 ? si(rate) : grouped(std::llround(rate));
}

/// "12.3 %"
inline std::string percent(double share) { return fmt::format("{:.1f} %", 100 * share); }

}  // namespace fovea::apps
