// Augmentation against plain loops, and against the range that was asked for.
#include "fovea/images/augment.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <numeric>
#include <set>

#include "tests/support/message.h"

BOOST_AUTO_TEST_SUITE(augment)

using namespace fovea;
using namespace fovea::test;
using Image = std::vector<std::uint8_t>;

namespace {

constexpr int images = 200;

Image changed(const datasets::Augment& augment, Image image, const Shape& shape, int index,
              std::uint32_t epoch = 0) {
  augment(image, shape, Random(1, stream_of("augment"), epoch),
          static_cast<std::uint64_t>(index) * 256);
  return image;
}

/// The image moved by (down, right), written the plain way.
Image moved(const Image& image, const Shape& shape, std::int64_t down, std::int64_t right) {
  Image result(image.size());
  for (std::int64_t y = 0; y < shape[0]; ++y) {
    for (std::int64_t x = 0; x < shape[1]; ++x) {
      const std::int64_t from_y = y - down, from_x = x - right;
      if (from_y < 0 || from_y >= shape[0] || from_x < 0 || from_x >= shape[1]) continue;
      for (std::int64_t c = 0; c < shape[2]; ++c) {
        result[static_cast<std::size_t>((y * shape[1] + x) * shape[2] + c)] =
            image[static_cast<std::size_t>((from_y * shape[1] + from_x) * shape[2] + c)];
      }
    }
  }
  return result;
}

Image numbered(const Shape& shape) {
  Image image(static_cast<std::size_t>(shape.count()));
  std::iota(image.begin(), image.end(), std::uint8_t{1});
  return image;
}

}  // namespace

BOOST_AUTO_TEST_CASE(flip_turns_rows_around_half_of_the_time) {
  const Shape shape{2, 3, 2};
  const Image image = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
  const Image turned = {4, 5, 2, 3, 0, 1, 10, 11, 8, 9, 6, 7};
  int flips = 0;
  for (int i = 0; i < 400; ++i) {
    const Image result = changed(datasets::random_flip(), image, shape, i);
    BOOST_TEST((result == image || result == turned));
    flips += result == turned;
  }
  BOOST_TEST(flips > 150);
  BOOST_TEST(flips < 250);
}

BOOST_AUTO_TEST_CASE(shift_moves_by_every_distance_and_fills_with_zeros) {
  for (const Shape& shape : {Shape{5, 4, 1}, Shape{4, 6, 3}, Shape{1, 1, 1}, Shape{2, 7, 2}}) {
    const Image image = numbered(shape);
    std::set<std::pair<int, int>> seen;
    for (int i = 0; i < images; ++i) {
      const Image result = changed(datasets::random_shift(2), image, shape, i);
      bool found = false;
      for (int down = -2; down <= 2; ++down) {
        for (int right = -2; right <= 2; ++right) {
          if (result != moved(image, shape, down, right)) continue;
          seen.emplace(down, right);
          found = true;
        }
      }
      BOOST_TEST(found);
    }
    BOOST_TEST(seen.size() == 25u);
  }
}

BOOST_AUTO_TEST_CASE(affine_stays_within_its_range) {
  const Shape shape{28, 28, 3};
  Image image(28 * 28 * 3);
  // One bright square in the middle: its mass and its centre move only as far as is allowed.
  for (int y = 10; y < 18; ++y) {
    for (int x = 10; x < 18; ++x) {
      for (int c = 0; c < 3; ++c) image[static_cast<std::size_t>((y * 28 + x) * 3 + c)] = 200;
    }
  }
  double left = 99, right = 0, least = 1e9, most = 0;
  for (int i = 0; i < images; ++i) {
    const Image result = changed(datasets::random_affine({}), image, shape, i);
    double mass = 0, moment = 0;
    for (int p = 0; p < 28 * 28; ++p) {
      mass += result[static_cast<std::size_t>(p * 3)];
      moment += result[static_cast<std::size_t>(p * 3)] * (p % 28);
    }
    left = std::min(left, moment / mass);
    right = std::max(right, moment / mass);
    least = std::min(least, mass / (64 * 200));
    most = std::max(most, mass / (64 * 200));
  }
  BOOST_TEST(left > 11.4);
  BOOST_TEST(left < 12);
  BOOST_TEST(right < 15.6);
  BOOST_TEST(right > 15);
  BOOST_TEST(least > 0.78);
  BOOST_TEST(least < 0.86);
  BOOST_TEST(most < 1.24);
  BOOST_TEST(most > 1.15);
}

BOOST_AUTO_TEST_CASE(affine_without_range_changes_nothing) {
  const Shape shape{6, 5, 4};
  const Image image = numbered(shape);
  BOOST_TEST((changed(datasets::random_affine({0, 0, 0}), image, shape, 3) == image));
}

BOOST_AUTO_TEST_CASE(is_a_function_of_epoch_and_index) {
  const Shape shape{9, 9, 1};
  const Image image = numbered(shape);
  for (const char* name : {"shift", "affine", "shift-flip"}) {
    const datasets::Augment augment = datasets::augmentation(name);
    BOOST_TEST((changed(augment, image, shape, 5) == changed(augment, image, shape, 5)));
    int other_index = 0, other_epoch = 0;
    for (int i = 0; i < images; ++i) {
      const Image here = changed(augment, image, shape, i);
      other_index += here != changed(augment, image, shape, i + 1);
      other_epoch += here != changed(augment, image, shape, i, 1);
    }
    BOOST_TEST(other_index > images / 2);
    BOOST_TEST(other_epoch > images / 2);
  }
}

BOOST_AUTO_TEST_CASE(refuses_what_it_cannot_do) {
  BOOST_TEST(!datasets::augmentation("none"));
  BOOST_TEST(message_of([] { datasets::augmentation("shfit"); }) ==
             "no augmentation is called 'shfit'; did you mean 'shift'?");
  BOOST_TEST(has(message_of([] { datasets::random_shift(-1); }), "no range"));
  BOOST_TEST(has(message_of([] { datasets::random_affine({.scale = 1}); }), "no range"));
  const Shape shape{2, 2, 5};
  BOOST_TEST(
      has(message_of([&] { changed(datasets::augmentation("affine"), numbered(shape), shape, 0); }),
          "1 to 4 channels"));
}

BOOST_AUTO_TEST_SUITE_END()
