#include "apps/webcam/live_times.h"

#include <algorithm>

namespace fovea::apps {

namespace {

double between(Clock::time_point from, Clock::time_point to) {
  return std::chrono::duration<double>(to - from).count();
}

}  // namespace

double LiveTimes::add(const LiveFrame& live) {
  const auto now = Clock::now();
  if (shown_ > 0) interval_.add(between(last_, now));
  last_ = now;
  capture_.add(live.frame.capture_seconds);
  preprocess_.add(live.preprocess_seconds);
  network_.add(live.network_seconds);
  const double latency = between(live.frame.time, now);
  latencies_.at(static_cast<size_t>(shown_) % latencies_.size()) = latency;
  ++shown_;
  return latency;
}

double LiveTimes::seconds() const { return between(start_, Clock::now()); }

std::string LiveTimes::stages() const {
  return fmt::format("capture {:.1f} ms   preprocess {:.1f} ms   network {:.1f} ms",
                     1e3 * capture_.value, 1e3 * preprocess_.value, 1e3 * network_.value);
}

std::vector<std::string> LiveTimes::status(std::int64_t dropped, const std::string& backend) const {
  const double rate = interval_.known && interval_.value > 0 ? 1 / interval_.value : 0;
  return {fmt::format("{:.1f} frames/s   {} dropped   on {}", rate, dropped, backend), stages()};
}

std::string LiveTimes::summary(std::int64_t dropped) const {
  const auto known = std::min<std::ptrdiff_t>(shown_, std::ssize(latencies_));
  std::vector<double> sorted(latencies_.begin(), latencies_.begin() + known);
  std::ranges::sort(sorted);
  const double median = sorted.empty() ? 0 : sorted[sorted.size() / 2];
  return fmt::format(
      "{} frames in {:.1f} s, {:.1f} a second, {} dropped   {}   from capture to display {:.1f} ms",
      shown_, seconds(), static_cast<double>(shown_) / seconds(), dropped, stages(), 1e3 * median);
}

}  // namespace fovea::apps
