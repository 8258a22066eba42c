// What a run left in its folder, read for a page.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "fovea/train/metrics.h"

namespace fovea::apps {

struct RunRecord {
  std::filesystem::path folder;
  /// Its options, version and device, by name, in the order of run.json; those left empty are
  /// not there.
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

/// The metrics that these runs have on a part of the data at last. Files hold names alone: an
/// accuracy is shown in percent.
std::vector<Metric> metrics_of(const std::vector<RunRecord>& runs,
                               MetricValues EpochMetrics::*split);

}  // namespace fovea::apps
