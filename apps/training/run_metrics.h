// The lines of metrics.jsonl, one per epoch.
#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string_view>
#include <vector>

#include "fovea/train/metrics.h"

namespace fovea::apps {

/// Calls visit(name, values) for each part of the data that has metrics.
template <typename Metrics, typename Visit>
void each_split(Metrics& metrics, const Visit& visit) {
  visit("train", metrics.train);
  visit("validation", metrics.validation);
  visit("test", metrics.test);
}

/// The end of the name of a speed: "images_per_second".
inline constexpr std::string_view speed_mark = "_per_second";

/// The epoch's line for stdout and metrics.jsonl.
nlohmann::ordered_json to_json(const EpochMetrics& metrics);

/// The first lines of a file, up to `most`, and only up to a line that is cut off. Throws Error for
/// a line that is not that of an epoch.
std::vector<EpochMetrics> read_metrics(const std::filesystem::path& path, std::size_t most);

}  // namespace fovea::apps
