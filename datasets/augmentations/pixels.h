// Common parts of the files of this folder: an image for OpenCV, and settings with ranges.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <opencv2/core.hpp>

#include "fovea/images/augment.h"

namespace fovea::datasets {

/// The image's own bytes as OpenCV sees them. Throws Error for more than four channels.
inline cv::Mat mat_of(std::span<std::uint8_t> image, const Shape& shape) {
  if (shape[2] > 4) throw Error("takes 1 to 4 channels, not {}", shape.str());
  return {static_cast<int>(shape[0]), static_cast<int>(shape[1]),
          CV_8UC(static_cast<int>(shape[2])), image.data()};
}

/// The nearest byte.
inline std::uint8_t to_byte(float value) {
  return static_cast<std::uint8_t>(std::lround(std::clamp(value, 0.0f, 255.0f)));
}

/// 0.299 R + 0.587 G + 0.114 B; for other numbers of channels than 3 their mean.
inline float gray_of(const float* pixel, std::int64_t channels) {
  if (channels == 3) return 0.299f * pixel[0] + 0.587f * pixel[1] + 0.114f * pixel[2];
  float sum = 0;
  for (std::int64_t c = 0; c < channels; ++c) sum += pixel[c];
  return sum / static_cast<float>(channels);
}

/// A number of at least 0 from the spec.
inline float setting(Spec& spec, const char* key, float fallback) {
  return static_cast<float>(spec.number(key, fallback, 0, std::numeric_limits<double>::infinity()));
}

/// Throws Error unless least <= value <= most.
inline void expect_within(const char* name, double value, double least, double most) {
  if (value >= least && value <= most) return;
  if (std::isinf(most)) throw Error("{} {:g} is less than {:g}", name, value, least);
  throw Error("{} {:g} does not lie in [{:g}, {:g}]", name, value, least, most);
}

}  // namespace fovea::datasets
