// The lines of metrics.jsonl, one an epoch.
#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string_view>
#include <vector>

#include "fovea/train/metrics.h"

namespace fovea::apps {

/// Calls visit(name, values) for each part of the data that metrics are of.
template <typename Metrics, typename Visit>
void each_split(Metrics& metrics, const Visit& visit) {
  visit("train", metrics.train);
  visit("validation", metrics.validation);
  visit("test", metrics.test);
}

/// Behind what a speed is told in: "images_per_second".
inline constexpr std::string_view speed_mark = "_per_second";

/// The epoch's line for stdout and metrics.jsonl.
nlohmann::ordered_json to_json(const EpochMetrics& metrics);

/// The first lines of a file, up to `most` and to one that is cut off. Throws Error for a line that
/// is no epoch's.
std::vector<EpochMetrics> read_metrics(const std::filesystem::path& path, std::size_t most);

}  // namespace fovea::apps
