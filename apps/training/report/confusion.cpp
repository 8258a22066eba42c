// The confusion matrix: rows are the right classes, columns the answers of the network.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "apps/cli/text_table.h"
#include "apps/training/report/sections.h"

namespace fovea::apps::report {

namespace {

constexpr int most_classes = 40;  // for more, a table of the pairs that are confused most often

struct Matrix {
  int classes = 0;
  std::vector<std::int64_t> counts;
  std::int64_t& at(int label, int predicted) {
    return counts[static_cast<size_t>(std::int64_t{label} * classes + predicted)];
  }
  std::int64_t row(int label) {
    std::int64_t sum = 0;
    for (int i = 0; i < classes; ++i) sum += at(label, i);
    return sum;
  }
  std::int64_t column(int predicted) {
    std::int64_t sum = 0;
    for (int i = 0; i < classes; ++i) sum += at(i, predicted);
    return sum;
  }
};

Matrix count(const datasets::Dataset& dataset, const std::vector<Prediction>& predictions) {
  Matrix matrix;
  matrix.classes = static_cast<int>(dataset.labels().size());
  for (const Prediction& one : predictions) {
    matrix.classes = std::max({matrix.classes, one.label + 1, one.predicted + 1});
  }
  const auto classes = static_cast<size_t>(matrix.classes);
  matrix.counts.resize(classes * classes);
  for (const Prediction& one : predictions) ++matrix.at(one.label, one.predicted);
  return matrix;
}

std::string percent(std::int64_t part, std::int64_t whole) {
  if (whole == 0) return "";
  return fmt::format("{:.1f} %", 100.0 * static_cast<double>(part) / static_cast<double>(whole));
}

std::string cell(std::int64_t count, std::int64_t of, bool right, const std::string& what) {
  if (count == 0) return right ? "<td class='right'>0</td>" : "<td></td>";
  const double share = static_cast<double>(count) / static_cast<double>(of);
  // There are few mistakes: with the square root a share of 1 % is visible.
  const double strength = right ? 0.25 + 0.6 * share : std::min(0.85, 0.1 + 1.2 * std::sqrt(share));
  return fmt::format("<td class='{}{}' style='--s:{:.0f}%' title='{}'>{}</td>",
                     right ? "right" : "wrong", strength > 0.5 ? " strong" : "", 100 * strength,
                     escape(what), count);
}

std::string table(const datasets::Dataset& dataset, Matrix& matrix) {
  size_t longest = 0;
  for (int i = 0; i < matrix.classes; ++i) {
    longest = std::max(longest, label_of(dataset, i).size());
  }
  std::string html = fmt::format(
      "<div class='scroll'><table class='confusion{}'><thead><tr><th class='corner'>"
      "shown &#8595; &nbsp;said &#8594;</th>",
      longest > 3 ? " long" : "");
  for (int i = 0; i < matrix.classes; ++i) {
    html += fmt::format("<th><span>{}</span></th>", escape(label_of(dataset, i)));
  }
  html += "<th class='edge'>found</th></tr></thead><tbody>\n";
  for (int label = 0; label < matrix.classes; ++label) {
    const std::string name = label_of(dataset, label);
    const std::int64_t of = matrix.row(label);
    html += fmt::format("<tr><th>{}</th>", escape(name));
    for (int said = 0; said < matrix.classes; ++said) {
      html += cell(matrix.at(label, said), of, label == said,
                   fmt::format("{} taken for {}", name, label_of(dataset, said)));
    }
    html += fmt::format("<td class='edge'>{}</td></tr>\n", percent(matrix.at(label, label), of));
  }
  html += "<tr><th class='edge'>right</th>";
  for (int said = 0; said < matrix.classes; ++said) {
    html += fmt::format("<td class='edge'>{}</td>",
                        percent(matrix.at(said, said), matrix.column(said)));
  }
  return html + "<td class='edge'></td></tr></tbody></table></div>\n";
}

std::string worst_pairs(const datasets::Dataset& dataset, Matrix& matrix, size_t most) {
  struct Pair {
    std::int64_t count;
    int label, predicted;
  };
  std::vector<Pair> pairs;
  for (int label = 0; label < matrix.classes; ++label) {
    for (int said = 0; said < matrix.classes; ++said) {
      if (label != said && matrix.at(label, said)) {
        pairs.push_back({matrix.at(label, said), label, said});
      }
    }
  }
  std::ranges::stable_sort(pairs, std::greater{}, &Pair::count);
  if (pairs.size() > most) pairs.resize(most);
  std::string html;
  for (const Pair& pair : pairs) {
    html += fmt::format("{}<b>{}</b> taken for <b>{}</b> {}",
                        html.empty() ? "<p class='note'>Most often mixed up: " : ", ",
                        escape(label_of(dataset, pair.label)),
                        escape(label_of(dataset, pair.predicted)),
                        pair.count == 1 ? "once" : grouped(pair.count) + " times");
  }
  return html.empty() ? html : html + ".</p>\n";
}

}  // namespace

std::string confusion(const datasets::Dataset& dataset,
                      const std::vector<Prediction>& predictions) {
  Matrix matrix = count(dataset, predictions);
  if (matrix.classes > most_classes) return worst_pairs(dataset, matrix, 40);
  return table(dataset, matrix) + worst_pairs(dataset, matrix, 6);
}

}  // namespace fovea::apps::report
