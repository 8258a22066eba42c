#include "fovea/augmentations/colour.h"

#include <opencv2/imgproc.hpp>

#include "datasets/augmentations/pixels.h"

namespace fovea::datasets {

namespace {

void turn_hue(std::vector<float>& values, const Shape& shape, float share) {
  for (float& value : values) value = std::clamp(value / 255, 0.0f, 1.0f);
  const cv::Mat rgb(static_cast<int>(shape[0]), static_cast<int>(shape[1]), CV_32FC3,
                    values.data());
  cv::Mat hsv;
  cv::cvtColor(rgb, hsv, cv::COLOR_RGB2HSV);
  for (int y = 0; y < hsv.rows; ++y) {
    for (int x = 0; x < hsv.cols; ++x) {
      float& degrees = hsv.at<cv::Vec3f>(y, x)[0];
      degrees = std::fmod(degrees + 360 * share + 360, 360.0f);
    }
  }
  cv::cvtColor(hsv, rgb, cv::COLOR_HSV2RGB);
  for (float& value : values) value *= 255;
}

}  // namespace

Augment random_colour(Colour most) {
  expect_within("brightness", most.brightness, 0, 1);
  expect_within("contrast", most.contrast, 0, 1);
  expect_within("saturation", most.saturation, 0, 1);
  expect_within("hue", most.hue, 0, 0.5);
  return [most](std::span<std::uint8_t> image, const Shape& shape, const Draws& draws) {
    const std::int64_t channels = shape[2], pixels = shape[0] * shape[1];
    const auto factor = [&](std::uint64_t place, float range) {
      return draws.between(place, 1 - range, 1 + range);
    };
    const float brightness = factor(0, most.brightness), contrast = factor(1, most.contrast);
    const float saturation = channels == 3 ? factor(2, most.saturation) : 1;
    std::vector<float> values(image.begin(), image.end());
    double sum = 0;
    for (float& value : values) value *= brightness;
    for (std::int64_t i = 0; i < pixels; ++i) {
      sum += double{gray_of(values.data() + i * channels, channels)};
    }
    const auto mean = static_cast<float>(sum / static_cast<double>(pixels));
    for (float& value : values) value = mean + contrast * (value - mean);
    for (std::int64_t i = 0; i < pixels && channels == 3; ++i) {
      float* const pixel = values.data() + i * channels;
      const float gray = gray_of(pixel, channels);
      for (std::int64_t c = 0; c < channels; ++c) pixel[c] = gray + saturation * (pixel[c] - gray);
    }
    if (channels == 3 && most.hue > 0)
      turn_hue(values, shape, draws.between(3, -most.hue, most.hue));
    std::ranges::transform(values, image.begin(), to_byte);
  };
}

void register_colour(AugmentationTable& table) {
  table.push_back({"colour", "brightness=0.4,contrast=0.4,saturation=0.4,hue=0", [](Spec& spec) {
                     Colour most;
                     most.brightness = setting(spec, "brightness", most.brightness);
                     most.contrast = setting(spec, "contrast", most.contrast);
                     most.saturation = setting(spec, "saturation", most.saturation);
                     most.hue = setting(spec, "hue", most.hue);
                     return random_colour(most);
                   }});
}

}  // namespace fovea::datasets
