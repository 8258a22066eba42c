// Several runs on one page: their curves one over the other, their results, and in which options
// they differ.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "apps/training/run_record.h"

namespace fovea::apps::report {

/// The options that are not the same in all runs, in their order.
std::vector<std::string> differing_options(const std::vector<RunRecord>& runs);

/// The page as it is to lie in `folder`, from where it links to the report of each run that has
/// one.
std::string overview(const std::vector<RunRecord>& runs, const std::filesystem::path& folder);

}  // namespace fovea::apps::report
