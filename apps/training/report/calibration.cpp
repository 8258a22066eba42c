// How sure the network was, and how often it was right: a reliability diagram in SVG, and a table
// of classes.
#include "fovea/train/calibration.h"

#include <fmt/format.h>

#include "apps/cli/text_table.h"
#include "apps/training/report/sections.h"

namespace fovea::apps::report {

namespace {

// Sizes in the diagram, in its own pixels.
constexpr double plot_side = 260, plot_left = 64, plot_top = 14, plot_bottom = 38, plot_width = 350;

std::string axes() {
  std::string svg;
  for (const int percent : {0, 25, 50, 75, 100}) {
    const double share = percent / 100.0;
    svg += fmt::format(
        "<line class='grid' x1='{0}' x2='{1}' y1='{2:.1f}' y2='{2:.1f}'/>"
        "<text class='tick' x='{3}' y='{4:.1f}' text-anchor='end'>{5} %</text>"
        "<text class='tick' x='{6:.1f}' y='{7}' text-anchor='middle'>{5} %</text>",
        plot_left, plot_left + plot_side, plot_top + (1 - share) * plot_side, plot_left - 8,
        plot_top + (1 - share) * plot_side + 4, percent, plot_left + share * plot_side,
        plot_top + plot_side + 18);
  }
  return svg + fmt::format(
                   "<text class='tick' x='{0:.1f}' y='{1}' text-anchor='middle'>how sure</text>"
                   "<text class='tick' x='10' y='{2:.1f}' text-anchor='middle' "
                   "transform='rotate(-90 10 {2:.1f})'>how often right</text>",
                   plot_left + plot_side / 2, plot_top + plot_side + plot_bottom - 3,
                   plot_top + plot_side / 2);
}

// A bar whose height is the share of right answers, over its range of confidences.
std::string bar(const ConfidenceBin& bin, size_t index, size_t bins) {
  if (bin.count == 0) return "";
  const double wide = plot_side / static_cast<double>(bins);
  return fmt::format(
      "<rect class='bar' x='{:.1f}' y='{:.1f}' width='{:.1f}' height='{:.1f}'><title>{} images, "
      "{:.1f} % sure: {:.1f} % right</title></rect>",
      plot_left + static_cast<double>(index) * wide + 1, plot_top + (1 - bin.accuracy) * plot_side,
      wide - 2, std::max(1.0, bin.accuracy * plot_side), grouped(bin.count), 100 * bin.confidence,
      100 * bin.accuracy);
}

}  // namespace

std::string reliability(const std::vector<Prediction>& predictions) {
  const Calibration result = calibration(predictions);
  double sure = 0;
  for (const Prediction& one : predictions) sure += double{one.confidence};
  sure /= static_cast<double>(std::max<size_t>(1, predictions.size()));
  std::string svg = fmt::format(
      "<div class='reliability'><figure class='chart'><svg viewBox='0 0 {} {}' role='img' "
      "aria-label='Reliability'>",
      plot_width, plot_top + plot_side + plot_bottom);
  svg += axes();
  for (size_t i = 0; i < result.bins.size(); ++i) svg += bar(result.bins[i], i, result.bins.size());
  svg += fmt::format("<line class='even' x1='{}' x2='{}' y1='{}' y2='{}'/></svg></figure>\n",
                     plot_left, plot_left + plot_side, plot_top + plot_side, plot_top);
  return svg +
         fmt::format(
             "<p class='note'>Each bar stands for the answers that were about so sure, and is as "
             "high as the share of them that is right. Bars that reach the line are honest; "
             "where they end below it, the network is too sure. It was "
             "<b>{:.1f}&#160;%</b> sure on average, and the expected calibration error is "
             "<b>{:.1f}&#160;%</b>.</p></div>\n",
             100 * sure, 100 * result.error);
}

std::string class_table(const datasets::Dataset& dataset,
                        const std::vector<Prediction>& predictions) {
  std::string html =
      "<details><summary>Every class in numbers</summary><div class='scroll'><table class='plain'>"
      "<thead><tr><th>class</th><th>test images</th><th>precision</th><th>recall</th><th>F1</th>"
      "</tr></thead><tbody>";
  const auto scores = class_scores(predictions, static_cast<int>(dataset.labels().size()));
  for (size_t i = 0; i < scores.size(); ++i) {
    const ClassScore& score = scores[i];
    html +=
        fmt::format("<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{:.3f}</td></tr>",
                    escape(label_of(dataset, static_cast<int>(i))), grouped(score.images),
                    score.predicted ? fmt::format("{:.1f} %", 100 * score.precision()) : "",
                    score.images ? fmt::format("{:.1f} %", 100 * score.recall()) : "", score.f1());
  }
  return html + "</tbody></table></div></details>\n";
}

}  // namespace fovea::apps::report
