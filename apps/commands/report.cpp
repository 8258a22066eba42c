#include "apps/commands/report.h"

#include "apps/cli/json_line.h"
#include "apps/cli/output_file.h"
#include "apps/cli/say.h"
#include "apps/cli/text_table.h"
#include "apps/commands/train.h"
#include "apps/training/report/overview.h"
#include "apps/training/run_metrics.h"
#include "fovea/core/error.h"
#include "fovea/core/terminal_text.h"
#include "framework/formats/atomic_file.h"

namespace fovea::apps {

namespace {

// If a finished run is resumed, it has no step left and only writes its results again.
void rebuild(const RunRecord& run) {
  if (!run.finished) {
    throw Error("'{}' is not finished, and has no page yet", run.folder.string())
        .hint(
            fmt::format("go on with it: fovea train --resume {}", shell_word(run.folder.string())));
  }
  TrainOptions options;
  options.resume = run.folder;
  train(options);
}

void print_text(const std::vector<RunRecord>& runs) {
  const std::vector<std::string> differing = report::differing_options(runs);
  const std::vector<Metric> metrics = metrics_of(runs, &EpochMetrics::test);
  std::vector<TextTable::Column> columns = {{"run"}, {"done", Align::right}};
  for (const Metric& metric : metrics) {
    columns.push_back({"test " + title_of(metric), Align::right});
  }
  for (const std::string& name : differing) columns.push_back({name, Align::left, 40});
  TextTable table(columns);
  for (const RunRecord& run : runs) {
    const EpochMetrics& last = run.epochs.back();
    std::vector<std::string> cells = {terminal_text(run.name()), std::to_string(last.epoch)};
    for (const Metric& metric : metrics) {
      cells.push_back(last.test.contains(metric.name) ? shown(metric, last.test.at(metric.name))
                                                      : "");
    }
    for (const std::string& name : differing) cells.push_back(terminal_text(run.option(name)));
    table.add(std::move(cells));
  }
  fmt::print("{}", table.str());
}

void print_lines(const std::vector<RunRecord>& runs) {
  for (const RunRecord& run : runs) {
    nlohmann::ordered_json line{{"run", run.folder.string()}, {"finished", run.finished}};
    line["last"] = to_json(run.epochs.back());
    for (const auto& [name, value] : run.options) line["options"][name] = value;
    print_json(line);
  }
}

}  // namespace

int report_runs(const ReportOptions& options) {
  expect_replaceable(options.html, OutputKind::page);
  std::vector<RunRecord> runs;
  for (const std::filesystem::path& folder : options.runs) runs.push_back(read_run(folder));
  if (options.rebuild) std::ranges::for_each(runs, rebuild);
  const std::filesystem::path page = std::filesystem::absolute(options.html);
  write_atomically(page, report::overview(runs, page.parent_path()));
  options.json ? print_lines(runs) : print_text(runs);
  say("{} has the curves\n", terminal_text(options.html.string()));
  return 0;
}

}  // namespace fovea::apps
