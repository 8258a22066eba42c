// fovea report: shows several training runs on one page, or writes a run's own page again.
#pragma once

#include <filesystem>
#include <vector>

namespace fovea::apps {

struct ReportOptions {
  std::vector<std::filesystem::path> runs;  // their folders
  std::filesystem::path html = "report.html";
  bool rebuild = false;  // the page of each run too
  bool json = false;
};

/// Returns the exit code. Throws Error.
int report_runs(const ReportOptions& options);

}  // namespace fovea::apps
