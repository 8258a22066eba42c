// How fast the frames of a live picture come, and how old they are when they are shown.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "apps/webcam/live_pipeline.h"

namespace fovea::apps {

class LiveTimes {
 public:
  LiveTimes() : start_(Clock::now()) {}

  /// To be called when a frame is shown; returns the seconds since it was grabbed.
  double add(const LiveFrame& live);
  std::int64_t shown() const { return shown_; }
  double seconds() const;
  /// Two lines for the window.
  std::vector<std::string> status(std::int64_t dropped, const std::string& backend) const;
  /// One line about all frames.
  std::string summary(std::int64_t dropped) const;

 private:
  /// A mean in which old values count less and less.
  struct Smooth {
    double value = 0;
    bool known = false;
    void add(double next) {
      value = known ? 0.9 * value + 0.1 * next : next;
      known = true;
    }
  };
  std::string stages() const;

  Clock::time_point start_, last_;
  std::int64_t shown_ = 0;
  Smooth interval_, capture_, preprocess_, network_;
  std::array<double, 512> latencies_{};  // of the last frames
};

}  // namespace fovea::apps
