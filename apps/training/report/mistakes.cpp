// The wrong answers that the network was surest of. Pictures are PNG inside the page.
#include <fmt/format.h>

#include <algorithm>
#include <opencv2/imgcodecs.hpp>

#include "apps/cli/text_table.h"
#include "apps/training/report/sections.h"

namespace fovea::apps::report {

namespace {

constexpr size_t most_pictures = 24;

std::string base64(const std::vector<unsigned char>& bytes) {
  constexpr std::string_view digits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (size_t at = 0; at < bytes.size(); at += 3) {
    unsigned group = 0;
    for (size_t i = 0; i < 3; ++i) group = group << 8 | (at + i < bytes.size() ? bytes[at + i] : 0);
    for (size_t i = 0; i < 4; ++i) {
      text += at + i <= bytes.size() ? digits[group >> (18 - 6 * i) & 63] : '=';
    }
  }
  return text;
}

// The image as a PNG, its channels as OpenCV has them: grey, or blue, green, red.
std::string picture(const datasets::Dataset& dataset, std::int64_t example, ChannelOrder order) {
  const Shape& shape = dataset.image();
  std::vector<std::uint8_t> pixels(static_cast<size_t>(shape.count()));
  dataset.read(static_cast<std::uint32_t>(example), pixels);
  const auto channels = static_cast<size_t>(shape[2]);
  const size_t shown = channels == 3 ? 3 : 1;
  cv::Mat image(static_cast<int>(shape[0]), static_cast<int>(shape[1]),
                shown == 3 ? CV_8UC3 : CV_8UC1);
  for (size_t i = 0; i < pixels.size() / channels; ++i) {
    for (size_t c = 0; c < shown; ++c) {
      const size_t from = order == ChannelOrder::bgr ? c : shown - 1 - c;
      image.data[i * shown + c] = pixels[i * channels + from];
    }
  }
  std::vector<unsigned char> png;
  if (!cv::imencode(".png", image, png)) throw Error("OpenCV cannot write PNG");
  return "data:image/png;base64," + base64(png);
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
        picture(dataset, one.example, order), one.example, shown, said, 100 * one.confidence);
  }
  return html + "</div>\n";
}

}  // namespace fovea::apps::report
