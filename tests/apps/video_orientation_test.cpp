// How videos are turned: the data of MP4 files, and the frames.
#include "apps/webcam/video_orientation.h"

#include <boost/test/unit_test.hpp>
#include <fstream>

#include "tests/support/temporary_folder.h"

namespace fovea::apps {
namespace {

BOOST_AUTO_TEST_SUITE(video_orientation)

std::string number(std::uint64_t value, int bytes) {
  std::string text;
  for (int i = bytes - 1; i >= 0; --i) text += static_cast<char>(value >> (8 * i));
  return text;
}

std::string box(const std::string& type, const std::string& contents) {
  return number(8 + contents.size(), 4) + type + contents;
}

std::string matrix(const VideoOrientation& turn) {
  const auto fixed = [](int value) { return number(static_cast<std::uint32_t>(value) << 16, 4); };
  return fixed(turn.a) + fixed(turn.b) + number(0, 4) + fixed(turn.c) + fixed(turn.d) +
         number(0, 4) + number(240u << 16, 4) + number(0, 4) + number(0x40000000, 4);
}

std::string track(const char* handler, const VideoOrientation& turn, int version = 0) {
  const std::string times(version == 1 ? 32 : 20, '\0');
  return box("trak",
             box("tkhd", std::string(1, static_cast<char>(version)) + std::string(3, '\0') + times +
                             std::string(16, '\0') + matrix(turn) + std::string(8, '\0')) +
                 box("mdia", box("hdlr", std::string(8, '\0') + handler + std::string(12, '\0'))));
}

std::string movie_header(const VideoOrientation& turn) {
  return box("mvhd", std::string(36, '\0') + matrix(turn) + std::string(28, '\0'));
}

std::optional<VideoOrientation> said_by(const std::string& bytes) {
  const TemporaryFolder folder;
  std::ofstream(folder / "a.mp4", std::ios::binary) << bytes;
  return fovea::apps::video_orientation(folder / "a.mp4");
}

const std::string start = box("ftyp", "isom") + box("mdat", "frames");
const VideoOrientation right{0, 1, -1, 0}, left{0, -1, 1, 0}, half{-1, 0, 0, -1},
    mirrored{-1, 0, 0, 1}, none{};

BOOST_AUTO_TEST_CASE(the_containers_matrix) {
  for (const VideoOrientation& turn : {right, left, half, mirrored, none}) {
    for (const int version : {0, 1}) {
      const std::string tracks = track("soun", none) + track("vide", turn, version);
      BOOST_TEST((said_by(start + box("moov", movie_header(none) + tracks)) == turn));
    }
  }
  BOOST_TEST((said_by(box("moov", movie_header(left) + track("vide", right))) == none));
  BOOST_TEST((said_by(box("moov", movie_header(right) + track("vide", right))) == half));
  BOOST_TEST((said_by(box("moov", movie_header(right) + track("vide", mirrored))) ==
              VideoOrientation{0, -1, -1, 0}));
}

BOOST_AUTO_TEST_CASE(other_files) {
  BOOST_TEST(!said_by(""));
  BOOST_TEST(!said_by("RIFF and so on, which is no movie"));
  BOOST_TEST(!fovea::apps::video_orientation("/no/such/file"));
  BOOST_TEST((said_by(start + box("moov", track("soun", right))) == none));
  const std::string whole = start + box("moov", movie_header(none) + track("vide", right));
  for (size_t length = 0; length < whole.size(); length += 3) said_by(whole.substr(0, length));
}

// A frame of 2 rows and 3 columns: 1 2 3, 4 5 6.
BOOST_AUTO_TEST_CASE(frames_are_turned) {
  const cv::Mat frame = (cv::Mat_<unsigned char>(2, 3) << 1, 2, 3, 4, 5, 6);
  const auto values = [&](const VideoOrientation& turn) {
    const cv::Mat shown = oriented(frame, turn);
    return std::vector<int>(shown.begin<unsigned char>(), shown.end<unsigned char>());
  };
  using Values = std::vector<int>;
  BOOST_TEST(values(none) == (Values{1, 2, 3, 4, 5, 6}));
  BOOST_TEST(values(right) == (Values{4, 1, 5, 2, 6, 3}));
  BOOST_TEST(values(left) == (Values{3, 6, 2, 5, 1, 4}));
  BOOST_TEST(values(half) == (Values{6, 5, 4, 3, 2, 1}));
  BOOST_TEST(values(mirrored) == (Values{3, 2, 1, 6, 5, 4}));
  BOOST_TEST(oriented(frame, right).rows == 3);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace fovea::apps
