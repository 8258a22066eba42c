// What the window of fovea webcam shows: the picture, bars of the likeliest classes, and the speed.
#pragma once

#include <opencv2/core.hpp>
#include <string>
#include <vector>

namespace fovea::apps {

struct Bar {
  std::string label;
  float share;  // 0 .. 1; below 0: not known, only the label is shown
};

/// A copy of the picture (8-bit BGR), enlarged if it is small and made taller if it is flat. The
/// bars are at the lower left, the lines of status above, and the lines of help at the bottom.
cv::Mat drawn(const cv::Mat& picture, const std::vector<Bar>& bars,
              const std::vector<std::string>& status, const std::vector<std::string>& help);

/// The text up to the first comma, with only letters that OpenCV can draw, cut to `longest`.
std::string drawable(const std::string& label, size_t longest);

}  // namespace fovea::apps
