// The lines of metrics.jsonl, one an epoch.
#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "fovea/train/metrics.h"

namespace fovea::apps {

/// The epoch's line for stdout and metrics.jsonl.
nlohmann::ordered_json to_json(const EpochMetrics& metrics);

/// The first lines of a file, up to `most` and to one that is cut off. Throws Error for a line that is
/// no epoch's.
std::vector<EpochMetrics> read_metrics(const std::filesystem::path& path, std::size_t most);

}  // namespace fovea::apps
