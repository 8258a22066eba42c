#include "apps/training/run_record.h"

#include <algorithm>
#include <limits>
#include <set>

#include "apps/training/run_contents.h"
#include "apps/training/run_metrics.h"
#include "fovea/core/error.h"

namespace fovea::apps {

std::string RunRecord::name() const {
  return (std::filesystem::absolute(folder) / "")
      .lexically_normal()
      .parent_path()
      .filename()
      .string();
}

std::string RunRecord::option(const std::string& option_name) const {
  for (const auto& [name, value] : options) {
    if (name == option_name) return value;
  }
  return "";
}

RunRecord read_run(const std::filesystem::path& folder) {
  const RunContents::Kind kind = contents_of(folder).kind;
  const std::filesystem::path path = folder / options_file;
  if (kind != RunContents::Kind::finished && kind != RunContents::Kind::unfinished) {
    throw Error("'{}' holds no run", folder.string()).hint("name the folder of a training run");
  }
  RunRecord run;
  run.folder = folder;
  run.finished = kind == RunContents::Kind::finished;
  const nlohmann::ordered_json options = read_json(path);
  for (const auto& [name, value] : options.items()) {
    static const std::set<std::string> no_options = {"training_images", "contents", "files",
                                                     "finished"};
    if (no_options.contains(name)) continue;
    const std::string text = option_text(value);
    if (!text.empty() && text != "[]")
      run.options.emplace_back(name == "MODEL" ? "model" : name, text);
  }
  run.epochs = read_metrics(folder / metrics_file, std::numeric_limits<std::size_t>::max());
  if (run.epochs.empty()) throw Error("'{}' has no epoch behind it yet", folder.string());
  return run;
}

std::vector<Metric> metrics_of(const std::vector<RunRecord>& runs,
                               MetricValues EpochMetrics::*split) {
  std::vector<Metric> metrics;
  for (const RunRecord& run : runs) {
    for (const auto& [name, value] : run.epochs.back().*split) {
      if (std::ranges::find(metrics, name, &Metric::name) != metrics.end()) continue;
      Metric& metric = metrics.emplace_back();
      metric.name = name;
      if (name.ends_with("accuracy")) metric.format = MetricFormat::percent;
    }
  }
  return metrics;
}

}  // namespace fovea::apps
