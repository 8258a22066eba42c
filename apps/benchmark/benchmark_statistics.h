// Statistics of many timings of the same work.
#pragma once

#include <span>
#include <vector>

namespace fovea::apps {

/// The value below which the share q (0 to 1) of the sorted values lies, with a straight line
/// between two neighbours: definition 7 of Hyndman and Fan, "Sample Quantiles in Statistical
/// Packages" (1996), which NumPy and R use too. There must be a value.
double quantile(std::span<const double> sorted, double q);

struct Spread {
  double least = 0, p10 = 0, median = 0, p90 = 0, p99 = 0, most = 0, mean = 0;
  int count = 0;
};

/// The spread of values in any order, at least one.
Spread spread_of(std::vector<double> values);

}  // namespace fovea::apps
