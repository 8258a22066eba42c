// The pictures of the folder of shared test data: unusual files with a known picture, and
// hostile files.
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstdio>
#include <opencv2/imgproc.hpp>

#include "fovea/images/image.h"
#include "fovea/images/image_resize.h"
#include "fovea/images/picture_files.h"

namespace fovea::datasets {
namespace {

const std::filesystem::path shared = FOVEA_SHARED_DATA;

bool missing() {
  if (std::filesystem::exists(shared / "photos")) return false;
  std::puts("SKIPPED: no shared data");
  return true;
}

Tensor photo(const std::string& name) { return read_image(shared / "photos" / name).pixels; }

/// The mean difference of two pictures after both are reduced to 32 x 32, to compare what
/// they show.
double difference(const Tensor& a, const Tensor& b) {
  const View small{.size = {32, 32, 3}};
  const Tensor left = views(a, small), right = views(b, small);
  double sum = 0;
  for (size_t i = 0; i < 3072; ++i) {
    sum += std::abs(int{left.as<std::uint8_t>()[i]} - int{right.as<std::uint8_t>()[i]});
  }
  return sum / 3072;
}

/// Whether a shows the same as b, and not the same as b turned upside down.
bool same_scene(const Tensor& a, const Tensor& b) {
  Tensor turned(b.type());
  const auto from = b.as<std::uint8_t>();
  const auto to = turned.as<std::uint8_t>();
  for (size_t i = 0; i < to.size(); ++i) to[i] = from[from.size() - 3 - i / 3 * 3 + i % 3];
  return 2 * difference(a, b) < difference(a, turned);
}

BOOST_AUTO_TEST_SUITE(image_shared)

BOOST_AUTO_TEST_CASE(odd_encodings_hold_the_same_picture) {
  if (missing()) return;
  const Tensor squirrel = photo("squirrel.jpg");
  BOOST_TEST((squirrel.shape() == Shape{426, 535, 3}));
  const Tensor turned = photo("squirrel_exif6.jpg");
  BOOST_TEST((turned.shape() == squirrel.shape()));
  BOOST_TEST(difference(turned, squirrel) < 3);
  BOOST_TEST(same_scene(photo("squirrel_20x16.png"), squirrel));
  BOOST_TEST(same_scene(photo("exif_landscape_6.jpg"), photo("exif_landscape_1.jpg")));

  const Tensor cat = photo("cat_progressive.jpg");
  BOOST_TEST(difference(photo("cat_rgba.png"), cat) < 3);
  BOOST_TEST(difference(photo("cat_palette.png"), cat) < 3);
  BOOST_TEST(difference(cat, squirrel) > 20);  // the measure distinguishes pictures
  const Tensor gray = photo("cat_gray.jpg");
  const auto bytes = gray.as<std::uint8_t>();
  for (size_t i = 0; i < bytes.size(); i += 3) {
    BOOST_REQUIRE(bytes[i] == bytes[i + 1]);
    BOOST_REQUIRE(bytes[i] == bytes[i + 2]);
  }

  BOOST_TEST((photo("espresso_16bit.png").shape() == Shape{240, 360, 3}));
  const Tensor orange = photo("orange_cmyk.jpg");
  const size_t middle = 3 * (256 * 512 + 256);
  const auto colour = orange.as<std::uint8_t>().subspan(middle, 3);
  BOOST_TEST(colour[0] > colour[1]);  // orange: more red than green, more green than blue
  BOOST_TEST(colour[1] > colour[2]);
  BOOST_TEST((photo("pixel_1x1.png").shape() == Shape{1, 1, 3}));
}

BOOST_AUTO_TEST_CASE(hostile_files) {
  if (missing()) return;
  int count = 0;
  for (const auto& file : find_pictures(shared / "bad").pictures) {
    ++count;
    BOOST_TEST_CONTEXT(file) {
      try {
        const Image image = read_image(file);
        BOOST_TEST(file.filename() == "trunc_half.jpg");
        BOOST_TEST(image.fault == "is cut short at byte 31155");
      } catch (const Error& error) {
        BOOST_TEST(std::string(error.what()).starts_with(file.string() + ": "), error.what());
      }
    }
  }
  BOOST_TEST(count == 16);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace fovea::datasets
