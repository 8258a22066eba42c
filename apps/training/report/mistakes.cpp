// The wrong answers that the network was surest of. Pictures are PNG inside the page.
#include <fmt/format.h>

#include <algorithm>

#include "apps/cli/text_table.h"
#include "apps/training/report/sections.h"
#include "fovea/images/image.h"

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

// The image as a PNG.
std::string picture(const datasets::Dataset& dataset, std::int64_t example, ChannelOrder order) {
  const Shape& shape = dataset.image();
  std::vector<std::uint8_t> pixels(static_cast<size_t>(shape.count()));
  dataset.read(static_cast<std::uint32_t>(example), pixels);
  const auto channels = static_cast<size_t>(shape[2]);
  Tensor image(Shape{shape[0], shape[1], 3}, DType::u8);
  const auto shown = image.as<std::uint8_t>();
  for (size_t i = 0; i < pixels.size() / channels; ++i) {
    for (size_t c = 0; c < 3; ++c) {
      const size_t from = channels < 3 ? 0 : order == ChannelOrder::bgr ? 2 - c : c;
      shown[i * 3 + c] = pixels[i * channels + from];
    }
  }
  const std::vector<std::uint8_t> png = datasets::encode_png(image);
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
