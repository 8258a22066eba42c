// The videos of the folder of shared test data.
#include <boost/test/unit_test.hpp>
#include <cstdio>
#include <filesystem>

#include "apps/webcam/capture.h"
#include "fovea/core/error.h"

namespace fovea::apps {
namespace {

BOOST_AUTO_TEST_SUITE(webcam_videos)

BOOST_AUTO_TEST_CASE(every_frame_comes) {
  const std::filesystem::path shared = FOVEA_SHARED_DATA;
  if (!std::filesystem::exists(shared / "video")) {
    std::puts("SKIPPED: no shared data");
    return;
  }
  for (const auto& [name, frames] :
       {std::pair{"pedestrians_h264.mp4", 80}, {"pedestrians_mjpeg.avi", 60}}) {
    Capture capture({.input = (shared / "video" / name).string(), .loop = false, .paced = false});
    BOOST_TEST(capture.rate() == 10);
    Frame frame;
    int count = 0;
    const auto go_on = [] { return true; };
    for (; capture.next(frame, go_on, [](const std::string&) {}); ++count) {
      BOOST_TEST(frame.number == count);
    }
    BOOST_TEST(count == frames);
  }
}

BOOST_AUTO_TEST_CASE(a_video_without_frames) {
  const std::filesystem::path file = std::filesystem::path(FOVEA_SHARED_DATA) / "bad/trunc.mp4";
  if (!std::filesystem::exists(file)) return;
  Capture capture({.input = file.string(), .loop = true, .paced = false});
  Frame frame;
  const auto next = [&] {
    capture.next(
        frame, [] { return true; }, [](const std::string&) {});
  };
  BOOST_CHECK_THROW(next(), Error);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace fovea::apps
