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

  /// A frame is shown now; returns the seconds since it was grabbed.
  double add(const LiveFrame& live);
  std::int64_t shown() const { return shown_; }
  double seconds() const;
  /// Two lines for the window.
  std::vector<std::string> status(std::int64_t dropped, const std::string& backend) const;
  /// One line about it all.
  std::string summary(std::int64_t dropped) const;

 private:
  /// The mean of what was measured, old values fading.
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
