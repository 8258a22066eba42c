// How the frames of a video are to be turned before they are shown. Phones store frames as the
// sensor lies and say in the file how the phone was held.
#pragma once

#include <filesystem>
#include <opencv2/core/mat.hpp>
#include <optional>

namespace fovea::apps {

/// Where a point (x, y) of a stored frame is shown: at (a x + c y, b x + d y), but for a shift. One
/// of a and b is 0, the other 1 or -1, and so are c and d.
struct VideoOrientation {
  int a = 1, b = 0, c = 0, d = 1;

  bool operator==(const VideoOrientation&) const = default;
};

/// What an MP4, MOV or 3GP file says of its first track of pictures (ISO 14496-12: the matrix of
/// tkhd, followed by that of mvhd); upright for matrices that turn by no multiple of 90 degrees.
/// Nothing for files of other kinds.
std::optional<VideoOrientation> video_orientation(const std::filesystem::path& file);

/// The frame as it is shown.
cv::Mat oriented(const cv::Mat& frame, const VideoOrientation& orientation);

}  // namespace fovea::apps
