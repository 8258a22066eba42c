// The results in a run's folder, read for a page.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "fovea/train/metrics.h"

namespace fovea::apps {

struct RunRecord {
  std::filesystem::path folder;
  /// Its options, version and device, by name, in the order of run.json; empty ones are left out.
  std::vector<std::pair<std::string, std::string>> options;
  std::vector<EpochMetrics> epochs;  // at least one
  bool finished = false;

  /// The last names of the folder's path: "lenet5-mnist".
  std::string name() const;
  /// "" for an option that is not there.
  std::string option(const std::string& name) const;
};

/// Throws Error for a folder without a run, and for a run without an epoch.
RunRecord read_run(const std::filesystem::path& folder);

/// The metrics that these runs have for a part of the data in their last epoch. Files hold only
/// names: an accuracy is shown in percent.
std::vector<Metric> metrics_of(const std::vector<RunRecord>& runs,
                               MetricValues EpochMetrics::*split);

}  // namespace fovea::apps
