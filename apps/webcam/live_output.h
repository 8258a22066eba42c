// The output of a live picture: a video of the window, JSON records, saved files.
#pragma once

#include <filesystem>
#include <opencv2/videoio.hpp>
#include <string>

#include "fovea/core/tensor.h"

namespace fovea::apps {

/// Writes a line to stderr, as all messages besides the records.
void print_line(const std::string& text);

/// 8-bit BGR -> u8 (H, W, 3), red first, and back.
Tensor rgb_of(const cv::Mat& bgr);
cv::Mat bgr_of(const Tensor& rgb);

/// "<folder>/<stem>-<n><extension>" with the smallest n from 1 for which there is no file yet.
/// Makes the folder.
std::filesystem::path free_name(const std::filesystem::path& folder, const std::string& stem,
                                const std::string& extension);

/// A video of what the window shows.
class LiveVideo {
 public:
  LiveVideo(std::filesystem::path file, double rate) : file_(std::move(file)), rate_(rate) {}
  /// Writes frame `number` of the source, also in place of frames that were dropped before it, so
  /// the video keeps its speed. Throws Error if the file cannot be written.
  void write(const cv::Mat& view, std::int64_t number);

 private:
  std::filesystem::path file_;
  double rate_;
  cv::VideoWriter writer_;
  std::int64_t written_ = 0;
};

}  // namespace fovea::apps
