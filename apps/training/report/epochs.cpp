// How training went: curves, and the numbers behind them.
#include <fmt/format.h>

#include "apps/cli/text_table.h"
#include "apps/training/report/sections.h"

namespace fovea::apps::report {

namespace {

template <typename F>
Series series_of(const std::vector<EpochMetrics>& epochs, std::string name, std::string colour,
                 F value) {
  Series series{std::move(name), std::move(colour), {}};
  for (const EpochMetrics& epoch : epochs) {
    const std::optional<double> y = value(epoch);
    if (y) series.points.emplace_back(epoch.epoch, *y);
  }
  return series;
}

template <typename F, typename G, typename H>
std::string chart(const std::vector<EpochMetrics>& epochs, const std::string& title, bool percent,
                  F train, G validation, H test) {
  std::vector<Series> all = {series_of(epochs, "training", "one", train),
                             series_of(epochs, "validation", "three", validation),
                             series_of(epochs, "test", "two", test)};
  std::erase_if(all, [](const Series& series) { return series.points.empty(); });
  return line_chart(title, all, percent);
}

}  // namespace

std::string curves(const std::vector<EpochMetrics>& epochs) {
  using E = EpochMetrics;
  return "<div class='charts'>\n" +
         chart(
             epochs, "Accuracy", true, [](const E& e) { return std::optional(e.train_accuracy); },
             [](const E& e) { return e.validation_accuracy; },
             [](const E& e) { return std::optional(e.test_accuracy); }) +
         chart(
             epochs, "Loss", false, [](const E& e) { return std::optional(e.train_loss); },
             [](const E& e) { return e.validation_loss; },
             [](const E& e) { return std::optional(e.test_loss); }) +
         line_chart("Learning rate at the end of the epoch",
                    {series_of(epochs, "rate", "one",
                               [](const E& e) { return std::optional(e.learning_rate); })},
                    false) +
         "</div>\n";
}

std::string epoch_table(const std::vector<EpochMetrics>& epochs) {
  const bool validated = !epochs.empty() && epochs.front().validation_accuracy.has_value();
  std::string html =
      "<details class='card'><summary>Every epoch in numbers</summary><div class='scroll'>"
      "<table class='plain'><thead><tr><th>epoch</th><th>learning rate</th><th>training loss</th>"
      "<th>training accuracy</th>";
  if (validated) html += "<th>validation loss</th><th>validation accuracy</th>";
  html +=
      "<th>test loss</th><th>test accuracy</th><th>time</th><th>images/s</th></tr></thead>"
      "<tbody>";
  for (const EpochMetrics& epoch : epochs) {
    html +=
        fmt::format("<tr><td>{}</td><td>{:.3g}</td><td>{:.4f}</td><td>{:.2f} %</td>", epoch.epoch,
                    epoch.learning_rate, epoch.train_loss, 100 * epoch.train_accuracy);
    if (validated) {
      html += fmt::format("<td>{:.4f}</td><td>{:.2f} %</td>", epoch.validation_loss.value_or(0),
                          100 * epoch.validation_accuracy.value_or(0));
    }
    html += fmt::format("<td>{:.4f}</td><td>{:.2f} %</td><td>{}</td><td>{}</td></tr>",
                        epoch.test_loss, 100 * epoch.test_accuracy, duration(epoch.seconds),
                        grouped(static_cast<std::int64_t>(epoch.images_per_second)));
  }
  return html + "</tbody></table></div></details>\n";
}

}  // namespace fovea::apps::report
