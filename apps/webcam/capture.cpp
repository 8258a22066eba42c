#include "apps/webcam/capture.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <opencv2/core/utils/logger.hpp>
#include <thread>

#include "fovea/core/error.h"

namespace fovea::apps {

namespace {

bool is_number(const std::string& text) {
  return !text.empty() && text.size() < 4 &&
         std::ranges::all_of(text, [](unsigned char c) { return std::isdigit(c); });
}

bool is_camera(const std::string& input) {
  return is_number(input) || input.starts_with("/dev/video");
}

bool is_stream(const std::string& input) { return input.find("://") != std::string::npos; }

// Errors are thrown as our own; additional messages of the libraries would only confuse.
void silence_libraries() {
  cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT);
  setenv("OPENCV_FFMPEG_LOGLEVEL", "-8", 0);  // AV_LOG_QUIET
}

void expect_sane(const cv::Mat& picture, const std::string& input) {
  if (picture.type() == CV_8UC3) return;
  throw Error("gives pictures that are not 8-bit colour").at(input);
}

}  // namespace

Capture::Capture(CaptureOptions options) : options_(std::move(options)) {
  silence_libraries();
  live_ = is_camera(options_.input) || is_stream(options_.input);
  const bool pattern = options_.input.find('%') != std::string::npos;
  if (!live_ && !pattern) {
    if (!std::filesystem::exists(options_.input)) {
      throw Error("there is no such file").at(options_.input);
    }
    if (!std::filesystem::is_regular_file(options_.input)) {
      throw Error("is not a file").at(options_.input);
    }
  }
  if (!live_ && !pattern) orientation_ = video_orientation(options_.input);
  if (!open()) {
    const char* const hint =
        is_camera(options_.input)
            ? "is it plugged in, and not in use? 'ls /dev/video*' lists cameras"
            : "it takes cameras, videos, URLs and patterns such as f_%03d.png";
    throw Error("cannot be opened as a {}", is_camera(options_.input) ? "camera" : "video")
        .at(options_.input)
        .hint(hint);
  }
  const double rate = video_.get(cv::CAP_PROP_FPS);
  if (rate >= 1 && rate <= 1000) rate_ = rate;
  start_ = Clock::now();
}

bool Capture::open() {
  of_pass_ = 0;
  try {
    if (is_number(options_.input)) return video_.open(std::stoi(options_.input));
    if (!video_.open(options_.input)) return false;
    // OpenCV turns frames itself, but 4.6 turns them the wrong way and no version mirrors them.
    if (orientation_) video_.set(cv::CAP_PROP_ORIENTATION_AUTO, 0);
    return true;
  } catch (const cv::Exception&) {
    return false;
  }
}

bool Capture::reopen(const std::function<bool()>& go_on,
                     const std::function<void(const std::string&)>& report) {
  report(options_.input + " went away; trying again every second");
  while (go_on()) {
    video_.release();
    for (int i = 0; i < 10 && go_on(); ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    if (open() && video_.grab()) {
      report(options_.input + " is back");
      return true;
    }
  }
  return false;
}

// A camera may give some broken frames: these are skipped, for up to one second.
bool Capture::read(Frame& frame) {
  const int tries = live_ ? static_cast<int>(rate_) + 1 : 1;
  for (int i = 0; i < tries && video_.grab(); ++i) {
    frame.time = Clock::now();
    if (!video_.retrieve(frame.picture) || frame.picture.empty()) continue;
    if (orientation_) frame.picture = oriented(frame.picture, *orientation_);
    return true;
  }
  return false;
}

bool Capture::next(Frame& frame, const std::function<bool()>& go_on,
                   const std::function<void(const std::string&)>& report) {
  bool got = read(frame);
  while (!got && live_ && go_on()) got = reopen(go_on, report) && read(frame);
  if (!got && options_.loop && of_pass_ > 0) got = open() && read(frame);
  if (!got) {
    if (count_ == 0 && go_on()) throw Error("has no frame that can be read").at(options_.input);
    return false;
  }
  expect_sane(frame.picture, options_.input);
  frame.capture_seconds = std::chrono::duration<double>(Clock::now() - frame.time).count();
  frame.number = count_++;
  ++of_pass_;
  if (!live_ && options_.paced) {
    const std::chrono::duration<double> due(static_cast<double>(frame.number) / rate_);
    std::this_thread::sleep_until(start_ + std::chrono::duration_cast<Clock::duration>(due));
    frame.time = Clock::now();
  }
  return true;
}

}  // namespace fovea::apps
