#include "fovea/objectives/metrics.h"

#include <algorithm>

#include "fovea/core/error.h"

namespace fovea {

std::string title_of(const Metric& metric) {
  std::string title = metric.name;
  std::ranges::replace(title, '_', ' ');
  return title;
}

std::string shown(const Metric& metric, double value) {
  return metric.format == MetricFormat::percent ? fmt::format("{:.2f} %", 100 * value)
                                                : fmt::format("{:.4f}", value);
}

bool MetricValues::contains(const std::string& name) const {
  return std::ranges::find(values_, name, &std::pair<std::string, double>::first) != values_.end();
}

double MetricValues::at(const std::string& name) const {
  const auto metric = std::ranges::find(values_, name, &std::pair<std::string, double>::first);
  if (metric == values_.end()) throw Error("no metric '{}' was measured", name);
  return metric->second;
}

}  // namespace fovea
