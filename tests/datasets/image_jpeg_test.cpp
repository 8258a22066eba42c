// JPEG: pixels that are missing before the end marker, and endless scans.
#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "tests/datasets/decoded.h"
#include "tests/datasets/image_files.h"

namespace fovea::datasets {
namespace {

BOOST_AUTO_TEST_SUITE(image_jpeg)

// The file is cut and an end marker is put after the rest, as some programs do that save a
// broken download.
BOOST_AUTO_TEST_CASE(jpeg_with_an_end_but_pixels_missing) {
  const Tensor picture = gradient(90, 70);
  const std::vector<std::vector<int>> kinds = {{},
                                               {cv::IMWRITE_JPEG_OPTIMIZE, 1},
                                               {cv::IMWRITE_JPEG_RST_INTERVAL, 3},
                                               {cv::IMWRITE_JPEG_PROGRESSIVE, 1}};
  for (size_t kind = 0; kind <= kinds.size(); ++kind) {
    const bool gray = kind == kinds.size(), progressive = kind == 3;
    ByteVector jpeg = gray ? encoded(".jpg", cv::Mat(90, 70, CV_8UC1, cv::Scalar(0)))
                           : encoded(".jpg", picture, kinds[kind]);
    whole(jpeg);
    const std::uint8_t marker[] = {0xff, 0xda};
    const auto scan = std::search(jpeg.begin(), jpeg.end(), std::begin(marker), std::end(marker));
    const auto data = static_cast<size_t>(scan - jpeg.begin()) + 2 + scan[3];
    // The first scan of a progressive picture, of mean colours, is short.
    const size_t end = progressive ? data + 12 : jpeg.size() - 6;
    for (size_t length = data; length < end; length += 1 + (end - data) / 9) {
      ByteVector less(jpeg.begin(), jpeg.begin() + static_cast<std::ptrdiff_t>(length));
      if (less.back() == 0xff) less.pop_back();
      append(less, {0xff, 0xd9});
      const Image image = decode_image(less);
      BOOST_TEST_CONTEXT("kind " << kind << " cut to " << length << " of " << jpeg.size()) {
        BOOST_TEST(image.fault.starts_with("is cut short: its pixels end at byte "), image.fault);
      }
    }
  }
}

// All pixels are there, but the end marker is not: the picture is shown, as in libjpeg and
// browsers. Further scans of a progressive picture may be missing.
BOOST_AUTO_TEST_CASE(jpeg_without_an_end) {
  const Tensor picture = gradient(90, 70);
  const std::vector<std::vector<int>> kinds = {{},
                                               {cv::IMWRITE_JPEG_OPTIMIZE, 1},
                                               {cv::IMWRITE_JPEG_RST_INTERVAL, 3},
                                               {cv::IMWRITE_JPEG_PROGRESSIVE, 1}};
  for (const std::vector<int>& kind : kinds) {
    const ByteVector jpeg = encoded(".jpg", picture, kind);
    const Tensor all = whole(jpeg);
    for (const std::ptrdiff_t missing : {1, 2, 5}) {
      const Image image = decode_image(ByteVector(jpeg.begin(), jpeg.end() - missing));
      const bool progressive = !kind.empty() && kind[0] == cv::IMWRITE_JPEG_PROGRESSIVE;
      if (missing > 2 || progressive) {
        BOOST_TEST(image.fault ==
                   fmt::format("is cut short at byte {}", std::ssize(jpeg) - missing));
        continue;
      }
      BOOST_TEST(image.fault == "");
      BOOST_TEST(std::ranges::equal(image.pixels.bytes(), all.bytes()));
    }
  }
}

// Scans of a progressive picture that add nothing, with a few bytes each.
BOOST_AUTO_TEST_CASE(thousands_of_scans) {
  const ByteVector jpeg = encoded(".jpg", gradient(64, 64), {cv::IMWRITE_JPEG_PROGRESSIVE, 1});
  const std::uint8_t marker[] = {0xff, 0xda};
  const auto last = std::find_end(jpeg.begin(), jpeg.end(), std::begin(marker), std::end(marker));
  const ByteVector scan(last, jpeg.end() - 2);
  const auto with_scans = [&](int count) {
    ByteVector bytes(jpeg.begin(), jpeg.end() - 2);
    for (int i = 0; i < count; ++i) append(bytes, scan);
    append(bytes, {0xff, 0xd9});
    return bytes;
  };
  whole(with_scans(5));
  BOOST_TEST(complaint(with_scans(3000)) == "has more than 500 scans");
  ByteVector large = with_scans(40);
  const std::uint8_t frame[] = {0xff, 0xc2};
  const auto at = std::search(large.begin(), large.end(), std::begin(frame), std::end(frame));
  at[5] = at[7] = 0x30;  // 12352x12352
  BOOST_TEST(complaint(large).find("which would take too long") != std::string::npos,
             complaint(large));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace fovea::datasets
