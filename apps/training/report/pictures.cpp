// Pictures inside the page: images after augmentation, and the filters of the first layer.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "apps/cli/text_table.h"
#include "apps/training/image_in_epoch.h"
#include "apps/training/report/sections.h"
#include "fovea/datasets/loader.h"
#include "fovea/images/image.h"

namespace fovea::apps::report {

namespace {

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

// The weights of the first convolution, if it reads as many channels as an image has.
struct FirstFilters {
  std::string node;
  const Tensor* weight = nullptr;  // (filters, height, width, channels)
};

FirstFilters find_first_filters(const Model& model) {
  for (const Node& node : model.graph->nodes()) {
    if (node.layer->kind() != "conv2d") continue;
    const ValueInfo& info = model.graph->info(node.inputs.at(1));
    if (info.kind != ValueKind::variable) return {};
    const auto weight = model.weights.find(info.name);
    if (weight == model.weights.end()) return {};
    const std::int64_t channels = weight->second.shape()[3];
    const bool of_image =
        channels == model.input_type().shape[3] && (channels == 1 || channels == 3);
    return of_image ? FirstFilters{node.name, &weight->second} : FirstFilters{};
  }
  return {};
}

}  // namespace

std::string picture(std::span<const std::uint8_t> pixels, const Shape& shape, ChannelOrder order) {
  const auto channels = static_cast<size_t>(shape[2]);
  Tensor image(Shape{shape[0], shape[1], 3}, DType::u8);
  const auto shown = image.as<std::uint8_t>();
  for (size_t i = 0; i < pixels.size() / channels; ++i) {
    for (size_t c = 0; c < 3; ++c) {
      const size_t from = channels < 3 ? 0 : order == ChannelOrder::bgr ? 2 - c : c;
      shown[i * 3 + c] = pixels[i * channels + from];
    }
  }
  return "data:image/png;base64," + base64(datasets::encode_png(image));
}

std::string changed_images(const datasets::Dataset& dataset, const datasets::BatchAugment& augment,
                           std::uint64_t seed, ChannelOrder order) {
  constexpr std::uint32_t most = 4, epochs = 5;
  if (!augment.part && !augment.change && !augment.mix) return "";
  std::string html =
      "<p class='note'>On the left images as they are evaluated, beside each what the first epochs "
      "made of it.</p><div class='versions'>";
  const std::vector<std::uint32_t> images = datasets::epoch_order(dataset.size(), seed, 0);
  const std::uint32_t rows = std::min(most, dataset.size());
  std::vector<std::uint8_t> pixels(static_cast<size_t>(dataset.image().count()));
  for (std::uint32_t row = 0; row < rows; ++row) {
    const std::string label = escape(label_of(dataset, dataset.read(images[row], pixels)));
    html += fmt::format("<img class='first' src='{}' alt='{}'/>",
                        picture(pixels, dataset.image(), order), label);
    for (std::uint32_t epoch = 0; epoch < epochs; ++epoch) {
      pixels = image_in_epoch(dataset, augment, images[row], images[(row + 1) % rows], seed, epoch);
      html += fmt::format("<img src='{}' alt='{} in epoch {}'/>",
                          picture(pixels, dataset.image(), order), label, epoch + 1);
    }
  }
  return html + "</div>\n";
}

std::string first_filters(const Model& model) {
  constexpr std::int64_t most = 64;
  const auto [node, weight] = find_first_filters(model);
  if (!weight) return "";
  const Shape& shape = weight->shape();
  const auto values = weight->as<float>();
  float largest = 0;
  for (const float value : values) largest = std::max(largest, std::abs(value));
  const std::int64_t shown = std::min(most, shape[0]);
  std::string html = fmt::format(
      "<p class='note'>{}{} filters of {}, {}&#215;{} on {}: gray is 0, white and black "
      "are "
      "&#177;{:.2g}, in every channel.</p><div class='filters'>",
      shown == shape[0] ? "The " : fmt::format("{} of the ", shown), grouped(shape[0]),
      escape(node), shape[1], shape[2], shape[3] == 3 ? "three channels" : "one channel", largest);
  const Shape size{shape[1], shape[2], shape[3]};
  const auto count = static_cast<size_t>(size.count());
  std::vector<std::uint8_t> pixels(count);
  for (std::int64_t filter = 0; filter < shown; ++filter) {
    for (size_t i = 0; i < count; ++i) {
      const float value = values[static_cast<size_t>(filter) * count + i];
      const float share = largest > 0 ? value / largest : 0;
      pixels[i] = static_cast<std::uint8_t>(std::lround(127.5f + 127.5f * share));
    }
    html += fmt::format("<img src='{}' alt='filter {}'/>",
                        picture(pixels, size, model.preprocessing.order), filter);
  }
  return html + "</div>\n";
}

}  // namespace fovea::apps::report
