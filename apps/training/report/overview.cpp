#include "apps/training/report/overview.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "apps/cli/text_table.h"
#include "apps/training/report/sections.h"

namespace fovea::apps::report {

namespace {

using E = EpochMetrics;

// A relative path in the form of a link.
std::string link_to(const std::filesystem::path& path) {
  std::string text;
  for (const char c : path.generic_string()) {
    const bool plain = std::isalnum(static_cast<unsigned char>(c)) || std::strchr("/-._~", c);
    text += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return text;
}

// The cell that names a run, with its number in its colour.
std::string named(const std::vector<RunRecord>& runs, size_t i,
                  const std::filesystem::path& folder) {
  const RunRecord& run = runs[i];
  std::string name = escape(run.name());
  const std::filesystem::path page = run.folder / "report.html";
  std::error_code none;
  if (std::filesystem::exists(page, none)) {
    const auto from_here = std::filesystem::relative(page, folder, none);
    if (!none) name = fmt::format("<a href='{}'>{}</a>", link_to(from_here), name);
  }
  return fmt::format("<td><span class='number {}'>{}</span>{}{}</td>", colour(i), i + 1, name,
                     run.finished ? "" : " <small>not finished</small>");
}

std::string results(const std::vector<RunRecord>& runs, const std::filesystem::path& folder) {
  struct Column {
    std::string title;
    MetricValues E::*split;
    Metric metric;
  };
  std::vector<Column> columns;
  for (const auto& [what, split] :
       {std::pair{"test ", &E::test}, {"validation ", &E::validation}}) {
    for (const Metric& metric : metrics_of(runs, split)) {
      columns.push_back({what + title_of(metric), split, metric});
    }
  }
  std::string html = "<div class='card scroll'><table class='plain'><thead><tr><th>run</th>";
  for (const Column& column : columns) html += fmt::format("<th>{}</th>", escape(column.title));
  html +=
      "<th>epochs</th><th>of training</th><th>waiting for data</th><th>best speed</th></tr></thead>"
      "<tbody>";
  for (size_t i = 0; i < runs.size(); ++i) {
    const std::vector<E>& epochs = runs[i].epochs;
    html += "<tr>" + named(runs, i, folder);
    for (const auto& [title, split, metric] : columns) {
      const MetricValues& values = epochs.back().*split;
      html += fmt::format(
          "<td>{}</td>", values.contains(metric.name) ? shown(metric, values.at(metric.name)) : "");
    }
    const TrainingTime time = time_of(epochs);
    double speed = 0;
    for (const E& epoch : epochs) speed = std::max(speed, epoch.per_second);
    html += fmt::format("<td>{}</td><td>{}</td><td>{}</td><td>{} {}/s</td></tr>", epochs.size(),
                        duration(time.seconds), share_text(time.data_share),
                        grouped(static_cast<std::int64_t>(speed)), escape(epochs.back().counted));
  }
  return html + "</tbody></table></div>\n";
}

std::string differences(const std::vector<RunRecord>& runs, const std::filesystem::path& folder) {
  const std::vector<std::string> names = differing_options(runs);
  if (names.empty()) return "<div class='card'>In nothing: all options are the same.</div>\n";
  std::string html = "<div class='card scroll'><table class='plain'><thead><tr><th>run</th>";
  for (const std::string& name : names) html += fmt::format("<th>{}</th>", escape(name));
  html += "</tr></thead><tbody>";
  for (size_t i = 0; i < runs.size(); ++i) {
    html += "<tr>" + named(runs, i, folder);
    for (const std::string& name : names) {
      html += fmt::format("<td>{}</td>", escape(runs[i].option(name)));
    }
    html += "</tr>";
  }
  return html + "</tbody></table></div>\n";
}

std::string common_options(const std::vector<RunRecord>& runs) {
  const std::vector<std::string> names = differing_options(runs);
  std::string html = "<div class='card'><dl class='options'>";
  for (const auto& [name, value] : runs.front().options) {
    if (std::ranges::find(names, name) != names.end()) continue;
    html += fmt::format("<div><dt>{}</dt><dd>{}</dd></div>", escape(name), escape(value));
  }
  return html + "</dl></div>\n";
}

std::string all_curves(const std::vector<RunRecord>& runs) {
  const auto chart = [&](const std::string& title, bool percent, const auto& value) {
    std::vector<Series> all;
    for (size_t i = 0; i < runs.size(); ++i) {
      all.push_back(series_of(runs[i].epochs, fmt::format("{}", i + 1), colour(i), value));
    }
    std::erase_if(all, [](const Series& series) { return series.points.empty(); });
    return all.empty() ? "" : line_chart(title, all, percent);
  };
  std::string html = "<div class='charts'>\n";
  for (const auto& [what, split] :
       {std::pair{"Test ", &E::test}, {"Training ", &E::train}, {"Validation ", &E::validation}}) {
    for (const Metric& metric : metrics_of(runs, split)) {
      html += chart(what + title_of(metric), metric.format == MetricFormat::percent,
                    [&, part = split](const E& e) {
                      const MetricValues& values = e.*part;
                      return values.contains(metric.name) ? std::optional(values.at(metric.name))
                                                          : std::nullopt;
                    });
    }
  }
  return html +
         chart("Learning rate at the end of the epoch", false,
               [](const E& e) { return e.learning_rate; }) +
         chart("Mean norm of the gradients, before clipping", false,
               [](const E& e) { return e.gradient_norm; }) +
         "</div>\n";
}

}  // namespace

std::vector<std::string> differing_options(const std::vector<RunRecord>& runs) {
  std::vector<std::string> names;
  for (const RunRecord& run : runs) {
    for (const auto& [name, value] : run.options) {
      const auto as_here = [&key = name, &text = value](const RunRecord& other) {
        return other.option(key) == text;
      };
      const bool same = std::ranges::all_of(runs, as_here);
      if (!same && std::ranges::find(names, name) == names.end()) names.push_back(name);
    }
  }
  return names;
}

std::string overview(const std::vector<RunRecord>& runs, const std::filesystem::path& folder) {
  const std::string title = fmt::format("{} run{}", runs.size(), runs.size() == 1 ? "" : "s");
  return page(title, fmt::format("<header><h1>{}</h1></header>\n", title) +
                         section("What came out", results(runs, folder)) +
                         section("In what they differ", differences(runs, folder)) +
                         section("How training went", all_curves(runs)) +
                         section("What they have in common", common_options(runs)));
}

}  // namespace fovea::apps::report
