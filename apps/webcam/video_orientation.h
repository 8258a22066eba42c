// How the frames of a video must be turned before they are shown. Phones store frames in the
// direction of the sensor and write into the file how the phone was held.
#pragma once

#include <filesystem>
#include <opencv2/core/mat.hpp>
#include <optional>

namespace fovea::apps {

/// A point (x, y) of a stored frame is shown at (a x + c y, b x + d y), plus a shift. One of a and
/// b is 0, the other 1 or -1, and so are c and d.
struct VideoOrientation {
  int a = 1, b = 0, c = 0, d = 1;

  bool operator==(const VideoOrientation&) const = default;
};

/// What an MP4, MOV or 3GP file says about its first video track (ISO 14496-12: the matrix of tkhd,
/// followed by that of mvhd). Upright for matrices whose turn is not a multiple of 90 degrees.
/// Nothing for files of other kinds.
std::optional<VideoOrientation> video_orientation(const std::filesystem::path& file);

/// The frame as it is shown.
cv::Mat oriented(const cv::Mat& frame, const VideoOrientation& orientation);

}  // namespace fovea::apps
