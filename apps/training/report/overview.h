// Several runs on one page: their curves in common charts, their results, and the options in which
// they differ.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "apps/training/run_record.h"

namespace fovea::apps::report {

/// The options that are not the same in all runs, in their order.
std::vector<std::string> differing_options(const std::vector<RunRecord>& runs);

/// The page for a file in `folder`, with links from there to the report of each run that has one.
std::string overview(const std::vector<RunRecord>& runs, const std::filesystem::path& folder);

}  // namespace fovea::apps::report
