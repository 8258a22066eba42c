#include "apps/webcam/webcam_view.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace fovea::apps {

namespace {

// Ten bars, three lines of status and two of help fit into this height.
constexpr int smallest_width = 640, smallest_height = 360;
constexpr int line_height = 22, margin = 10, bar_width = 260;
constexpr double letter_size = 0.5;
const cv::Scalar white(255, 255, 255), bar_colour(190, 140, 40), bar_ground(60, 60, 60);

// Darkens a part of the picture, so that letters on it can be read.
void shade(cv::Mat& picture, cv::Rect part) {
  part &= cv::Rect(cv::Point(), picture.size());
  if (!part.empty()) picture(part).convertTo(picture(part), -1, 0.35);
}

void write(cv::Mat& picture, const std::string& text, cv::Point at) {
  cv::putText(picture, text, at, cv::FONT_HERSHEY_SIMPLEX, letter_size, white, 1, cv::LINE_AA);
}

}  // namespace

std::string drawable(const std::string& label, size_t longest) {
  std::string text = label.substr(0, label.find(','));
  std::ranges::replace_if(
      text, [](unsigned char c) { return c < 32 || c > 126; }, '?');
  if (text.size() > longest) text = text.substr(0, longest - 2) + "..";
  return text;
}

cv::Mat drawn(const cv::Mat& picture, const std::vector<Bar>& bars,
              const std::vector<std::string>& status, const std::vector<std::string>& help) {
  cv::Mat view;
  const double scale = std::max(1.0, static_cast<double>(smallest_width) / picture.cols);
  cv::resize(picture, view, {}, scale, scale, cv::INTER_LINEAR);
  const int missing = std::max(0, smallest_height - view.rows);
  cv::copyMakeBorder(view, view, 0, missing, 0, 0, cv::BORDER_CONSTANT);
  const auto lines = [](size_t count) { return static_cast<int>(count) * line_height + margin; };
  shade(view, {0, 0, view.cols, lines(status.size())});
  for (size_t i = 0; i < status.size(); ++i) write(view, status[i], {margin, lines(i) + 14});

  const int help_height = help.empty() ? 0 : lines(help.size());
  const int top = view.rows - help_height - lines(bars.size());
  shade(view, {0, top, bar_width + 2 * margin + 60, lines(bars.size()) + help_height});
  shade(view, {bar_width + 2 * margin + 60, view.rows - help_height, view.cols, help_height});
  for (size_t i = 0; i < bars.size(); ++i) {
    const cv::Point corner(margin, top + lines(i));
    const float share = std::clamp(bars[i].share, 0.0f, 1.0f);
    const int length = static_cast<int>(share * bar_width);
    cv::rectangle(view, {corner.x, corner.y, bar_width, line_height - 4}, bar_ground, cv::FILLED);
    if (length > 0) {
      cv::rectangle(view, {corner.x, corner.y, length, line_height - 4}, bar_colour, cv::FILLED);
    }
    write(view, drawable(bars[i].label, 28), corner + cv::Point(4, 14));
    if (bars[i].share < 0) continue;
    write(view, std::to_string(std::lround(100 * share)) + " %",
          corner + cv::Point(bar_width + 8, 14));
  }
  for (size_t i = 0; i < help.size(); ++i) {
    write(view, help[i], {margin, view.rows - help_height + lines(i) + 14});
  }
  return view;
}

}  // namespace fovea::apps
