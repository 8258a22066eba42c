// Frames of a camera, a stream, a video file or a series of pictures, as they come.
#pragma once

#include <chrono>
#include <functional>
#include <opencv2/videoio.hpp>
#include <string>

#include "apps/webcam/video_orientation.h"

namespace fovea::apps {

using Clock = std::chrono::steady_clock;

struct CaptureOptions {
  std::string input;  // "0", "/dev/video1", "http://..", "clip.mp4", "f_%03d.png"
  bool loop = false;  // files start again at their end
  bool paced = true;  // files are played at their own speed
};

struct Frame {
  cv::Mat picture;             // 8-bit BGR, turned as the file says
  std::int64_t number = 0;     // in the source, from 0
  Clock::time_point time;      // when it was grabbed
  double capture_seconds = 0;  // decoding it
};

class Capture {
 public:
  /// Throws Error for an input that cannot be opened.
  explicit Capture(CaptureOptions options);

  /// Frames per second, as the source says, or 30 if it says nothing.
  double rate() const { return rate_; }
  bool is_live() const { return live_; }
  /// The next frame, false at the end of a file. A camera or stream that was lost is opened again,
  /// with one attempt per second, until `go_on` says no; `report` is called for both. Waits for the
  /// frame. Throws Error for an input that gives no frame at all.
  bool next(Frame& frame, const std::function<bool()>& go_on,
            const std::function<void(const std::string&)>& report);

 private:
  bool open();
  bool read(Frame& frame);
  bool reopen(const std::function<bool()>& go_on,
              const std::function<void(const std::string&)>& report);

  CaptureOptions options_;
  cv::VideoCapture video_;
  std::optional<VideoOrientation> orientation_;  // if we turn the frames ourselves
  bool live_ = false;
  double rate_ = 30;
  std::int64_t count_ = 0, of_pass_ = 0;
  Clock::time_point start_;
};

}  // namespace fovea::apps
