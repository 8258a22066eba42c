#include "apps/benchmark/benchmark_statistics.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "fovea/core/error.h"

namespace fovea::apps {

double quantile(std::span<const double> sorted, double q) {
  if (sorted.empty()) throw Error("there is no quantile of nothing");
  const double place = q * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<size_t>(place);
  const size_t above = std::min(below + 1, sorted.size() - 1);
  return std::lerp(sorted[below], sorted[above], place - static_cast<double>(below));
}

Spread spread_of(std::vector<double> values) {
  std::ranges::sort(values);
  return {.least = quantile(values, 0),
          .p10 = quantile(values, 0.1),
          .median = quantile(values, 0.5),
          .p90 = quantile(values, 0.9),
          .p99 = quantile(values, 0.99),
          .most = quantile(values, 1),
          .mean = std::accumulate(values.begin(), values.end(), 0.0) /
                  static_cast<double>(values.size()),
          .count = static_cast<int>(values.size())};
}

}  // namespace fovea::apps
