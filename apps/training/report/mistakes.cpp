// The wrong answers that the network was surest of.
#include <fmt/format.h>

#include <algorithm>

#include "apps/cli/text_table.h"
#include "apps/training/report/sections.h"

namespace fovea::apps::report {

namespace {

constexpr size_t most_pictures = 24;

std::string test_image(const datasets::Dataset& dataset, std::int64_t example, ChannelOrder order) {
  std::vector<std::uint8_t> pixels(static_cast<size_t>(dataset.image().count()));
  dataset.read(static_cast<std::uint32_t>(example), pixels);
  return picture(pixels, dataset.image(), order);
}

}  // namespace

std::string mistakes(const datasets::Dataset& dataset, const std::vector<Prediction>& predictions,
                     ChannelOrder order) {
  std::vector<Prediction> wrong;
  std::ranges::copy_if(predictions, std::back_inserter(wrong),
                       [](const Prediction& one) { return one.label != one.predicted; });
  std::ranges::stable_sort(wrong, std::greater{}, &Prediction::confidence);
  if (wrong.empty()) return "<p class='note'>There is none: every answer was right.</p>\n";
  const size_t all = wrong.size();
  wrong.resize(std::min(all, most_pictures));
  std::string html = fmt::format(
      "<p class='note'>{} of the {} wrong answers among {} test images.</p><div class='pictures'>",
      wrong.size(), grouped(static_cast<std::int64_t>(all)),
      grouped(static_cast<std::int64_t>(predictions.size())));
  for (const Prediction& one : wrong) {
    const std::string shown = escape(label_of(dataset, one.label));
    const std::string said = escape(label_of(dataset, one.predicted));
    html += fmt::format(
        "<figure><img src='{}' alt='test image {}'/><figcaption><span class='shown'>{}</span> "
        "&#8594; <span class='said'>{}</span><small>{:.1f} %</small></figcaption></figure>\n",
        test_image(dataset, one.example, order), one.example, shown, said, 100 * one.confidence);
  }
  return html + "</div>\n";
}

}  // namespace fovea::apps::report
