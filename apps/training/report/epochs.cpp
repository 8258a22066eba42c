// The course of training: curves and their numbers.
#include <fmt/format.h>

#include <array>
#include <cctype>
#include <cmath>

#include "apps/cli/text_table.h"
#include "apps/training/report/sections.h"

namespace fovea::apps::report {

namespace {

using E = EpochMetrics;
using Value = std::function<std::optional<double>(const E&)>;

// The chart of one metric: in training, on validation data and in the test, if there are
// such values.
std::string chart(const std::vector<E>& epochs, const Metric& metric) {
  const auto of = [&](MetricValues E::*split) {
    return [&metric, split](const E& epoch) {
      const MetricValues& values = epoch.*split;
      return values.contains(metric.name) ? std::optional(values.at(metric.name)) : std::nullopt;
    };
  };
  std::vector<Series> all = {series_of(epochs, "training", "one", of(&E::train)),
                             series_of(epochs, "validation", "three", of(&E::validation)),
                             series_of(epochs, "test", "two", of(&E::test))};
  std::erase_if(all, [](const Series& series) { return series.points.empty(); });
  std::string title = title_of(metric);
  title[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(title[0])));
  return line_chart(title, all, metric.format == MetricFormat::percent);
}

}  // namespace

Series series_of(const std::vector<E>& epochs, std::string name, std::string colour,
                 const Value& value) {
  Series series{std::move(name), std::move(colour), {}};
  for (const E& epoch : epochs) {
    const std::optional<double> y = value(epoch);
    if (y) series.points.emplace_back(epoch.epoch, *y);
  }
  return series;
}

std::string curves(const std::vector<E>& epochs, const std::vector<Metric>& metrics) {
  std::string html = "<div class='charts'>\n";
  for (auto metric = metrics.rbegin(); metric != metrics.rend(); ++metric) {
    html += chart(epochs, *metric);
  }
  html += line_chart("Learning rate at the end of the epoch",
                     {series_of(epochs, "rate", "one", [](const E& e) { return e.learning_rate; })},
                     false);
  const Series norm = series_of(epochs, "norm", "one", [](const E& e) { return e.gradient_norm; });
  if (!norm.points.empty()) {
    html += line_chart("Mean norm of the gradients, before clipping", {norm}, false);
  }
  html += line_chart(
      "Seconds an epoch, without validation and test",
      {series_of(epochs, "computing", "one", [](const E& e) { return e.seconds - e.data_seconds; }),
       series_of(epochs, "waiting", "two", [](const E& e) { return e.data_seconds; })},
      false);
  return html + "</div>\n";
}

TrainingTime time_of(const std::vector<E>& epochs) {
  double seconds = 0, data_seconds = 0;
  for (const E& epoch : epochs) {
    seconds += epoch.seconds;
    data_seconds += epoch.data_seconds;
  }
  const bool known = seconds > 0 && std::isfinite(data_seconds);
  return {seconds, known ? std::optional(data_seconds / seconds) : std::nullopt};
}

std::string share_text(std::optional<double> share) {
  return share ? fmt::format("{:.1f} %", 100 * *share) : "";
}

std::string epoch_table(const std::vector<EpochMetrics>& epochs,
                        const std::vector<Metric>& metrics) {
  const EpochMetrics some = epochs.empty() ? EpochMetrics() : epochs.front();
  const std::array<std::pair<const char*, MetricValues EpochMetrics::*>, 3> splits = {
      {{"training", &EpochMetrics::train},
       {"validation", &EpochMetrics::validation},
       {"test", &EpochMetrics::test}}};
  std::string html =
      "<details class='card'><summary>Every epoch in numbers</summary><div class='scroll'>"
      "<table class='plain'><thead><tr><th>epoch</th><th>learning rate</th>";
  for (const auto& [name, split] : splits) {
    for (const Metric& metric : metrics) {
      if (!(some.*split).contains(metric.name)) continue;
      html += fmt::format("<th>{} {}</th>", name, title_of(metric));
    }
  }
  html += fmt::format("<th>time</th><th>waiting for data</th><th>{}/s</th></tr></thead><tbody>",
                      some.counted);
  for (const EpochMetrics& epoch : epochs) {
    html += fmt::format("<tr><td>{}</td><td>{:.3g}</td>", epoch.epoch, epoch.learning_rate);
    for (const auto& [name, split] : splits) {
      for (const Metric& metric : metrics) {
        if (!(epoch.*split).contains(metric.name)) continue;
        html += fmt::format("<td>{}</td>", shown(metric, (epoch.*split).at(metric.name)));
      }
    }
    html += fmt::format("<td>{}</td><td>{}</td><td>{}</td></tr>", duration(epoch.seconds),
                        share_text(time_of({epoch}).data_share),
                        grouped(static_cast<std::int64_t>(epoch.per_second)));
  }
  return html + "</tbody></table></div></details>\n";
}

}  // namespace fovea::apps::report
