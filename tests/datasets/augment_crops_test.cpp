// Crops and erasing, compared with plain loops and OpenCV's functions for the same drawn numbers.
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <set>

#include "fovea/augmentations/crop.h"
#include "fovea/augmentations/erase.h"
#include "fovea/augmentations/resized_crop.h"
#include "fovea/augmentations/scale_crop.h"
#include "tests/datasets/changed_image.h"
#include "tests/support/message.h"

BOOST_AUTO_TEST_SUITE(augment_crops)

using namespace fovea;
using namespace fovea::test;

namespace {

cv::Mat seen_as_mat(Bytes& image, const Shape& shape) {
  return {static_cast<int>(shape[0]), static_cast<int>(shape[1]),
          CV_8UC(static_cast<int>(shape[2])), image.data()};
}

Bytes bytes_of(const cv::Mat& mat) {
  const cv::Mat whole = mat.clone();
  return {whole.data, whole.data + whole.total() * whole.elemSize()};
}

}  // namespace

// A row of 1 2 3 4 with a border of 2: 0 0 1 2 3 4 0 0, and mirrored 3 2 1 2 3 4 3 2.
BOOST_AUTO_TEST_CASE(crop_by_hand) {
  const Shape shape{1, 4, 1};
  using Parts = std::set<Bytes>;
  const Parts zero = {{0, 0, 1, 2}, {0, 1, 2, 3}, {1, 2, 3, 4}, {2, 3, 4, 0}, {3, 4, 0, 0}};
  const Parts mirrored = {{3, 2, 1, 2}, {2, 1, 2, 3}, {1, 2, 3, 4}, {2, 3, 4, 3}, {3, 4, 3, 2}};
  Parts of_zero, of_mirrored;
  for (int i = 0; i < 400; ++i) {
    of_zero.insert(changed(datasets::augmentation("crop:padding=2"), {1, 2, 3, 4}, shape, i));
    of_mirrored.insert(
        changed(datasets::augmentation("crop:padding=2,fill=reflect"), {1, 2, 3, 4}, shape, i));
  }
  BOOST_TEST((of_mirrored == mirrored));
  of_zero.erase({0, 0, 0, 0});  // moved up or down
  BOOST_TEST((of_zero == zero));
}

BOOST_AUTO_TEST_CASE(crop_is_a_part_of_the_bordered_image) {
  for (const Shape& shape : odd_shapes) {
    for (const auto fill : {datasets::Border::zero, datasets::Border::reflect}) {
      const datasets::Augment crop = datasets::random_crop({.padding = 3, .fill = fill});
      Bytes image = random_image(shape);
      cv::Mat bordered;
      cv::copyMakeBorder(
          seen_as_mat(image, shape), bordered, 3, 3, 3, 3,
          fill == datasets::Border::zero ? cv::BORDER_CONSTANT : cv::BORDER_REFLECT_101);
      for (int i = 0; i < 50; ++i) {
        const datasets::Draws draws = draws_of(i);
        const cv::Point corner(static_cast<int>(3 - draws.whole(1, -3, 3)),
                               static_cast<int>(3 - draws.whole(0, -3, 3)));
        const cv::Size size(static_cast<int>(shape[1]), static_cast<int>(shape[0]));
        BOOST_TEST((changed(crop, image, shape, i) == bytes_of(bordered(cv::Rect(corner, size)))));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(resized_crop_is_opencv_s_resize_of_the_part_drawn) {
  for (const Shape& shape : odd_shapes) {
    Bytes image = random_image(shape);
    const cv::Mat whole = seen_as_mat(image, shape);
    int cut = 0;
    for (int i = 0; i < 100; ++i) {
      const datasets::Draws draws = draws_of(i);
      cv::Rect part;
      for (std::uint64_t attempt = 0; attempt < 10 && part.empty(); ++attempt) {
        const float area = static_cast<float>(whole.total()) * draws.between(2 * attempt, 0.3f, 1);
        const float widest = std::log(1 / 0.5f);
        const float ratio = std::exp(draws.between(2 * attempt + 1, -widest, widest));
        const auto width = static_cast<int>(std::lround(std::sqrt(area * ratio)));
        const auto height = static_cast<int>(std::lround(std::sqrt(area / ratio)));
        if (width < 1 || height < 1 || width > whole.cols || height > whole.rows) continue;
        part = {static_cast<int>(draws.whole(21, 0, whole.cols - width)),
                static_cast<int>(draws.whole(20, 0, whole.rows - height)), width, height};
      }
      const Bytes result =
          changed(datasets::random_resized_crop({.least = 0.3f, .ratio = 0.5f}), image, shape, i);
      if (part.empty()) continue;
      ++cut;
      cv::Mat expected;
      cv::resize(whole(part), expected, whole.size(), 0, 0, cv::INTER_LINEAR);
      BOOST_TEST((result == bytes_of(expected)));
    }
    if (std::min(shape[0], shape[1]) > 3) BOOST_TEST(cut > 50);
  }
}

// No part of 1 row and 9 columns has a ratio of at most 4 to 3 and four fifths of the area: so one
// pixel in the middle is taken, as 1 / 0.75 rounds to 1.
BOOST_AUTO_TEST_CASE(resized_crop_falls_back_to_the_middle) {
  const datasets::Augment crop = datasets::augmentation("resized-crop:least=0.8");
  const Bytes image = {1, 2, 3, 4, 50, 6, 7, 8, 9};
  for (int i = 0; i < 20; ++i) {
    BOOST_TEST((changed(crop, image, {1, 9, 1}, i) == Bytes(9, 50)));
    BOOST_TEST((changed(crop, image, {9, 1, 1}, i) == Bytes(9, 50)));
  }
}

BOOST_AUTO_TEST_CASE(scale_crop_is_a_part_of_opencv_s_resize) {
  for (const Shape& shape : odd_shapes) {
    Bytes image = random_image(shape);
    const auto shorter = std::min(shape[0], shape[1]);
    const datasets::Augment crop = datasets::random_scale_crop(
        {.least = static_cast<int>(shorter), .most = static_cast<int>(3 * shorter)});
    std::set<std::int64_t> sides;
    for (int i = 0; i < 60; ++i) {
      const datasets::Draws draws = draws_of(i);
      const std::int64_t side = draws.whole(0, shorter, 3 * shorter);
      sides.insert(side);
      const double scale = static_cast<double>(side) / static_cast<double>(shorter);
      const cv::Size size(static_cast<int>(std::lround(static_cast<double>(shape[1]) * scale)),
                          static_cast<int>(std::lround(static_cast<double>(shape[0]) * scale)));
      cv::Mat whole;
      cv::resize(seen_as_mat(image, shape), whole, size, 0, 0, cv::INTER_LINEAR);
      const cv::Rect part(static_cast<int>(draws.whole(2, 0, size.width - shape[1])),
                          static_cast<int>(draws.whole(1, 0, size.height - shape[0])),
                          static_cast<int>(shape[1]), static_cast<int>(shape[0]));
      BOOST_TEST((changed(crop, image, shape, i) == bytes_of(whole(part))));
    }
    BOOST_TEST(sides.size() > (shorter > 1 ? 5u : 2u));
  }
}

BOOST_AUTO_TEST_CASE(erase_paints_one_rectangle_half_of_the_time) {
  for (const Shape& shape : odd_shapes) {
    const Bytes image(static_cast<std::size_t>(shape.count()), 200);
    const datasets::Augment erase = datasets::augmentation("erase:value=9,most=0.5");
    int painted = 0;
    for (int i = 0; i < 200; ++i) {
      const Bytes result = changed(erase, image, shape, i);
      std::int64_t top = shape[0], left = shape[1], bottom = -1, right = -1, count = 0;
      for (std::int64_t y = 0; y < shape[0]; ++y) {
        for (std::int64_t x = 0; x < shape[1]; ++x) {
          for (std::int64_t c = 0; c < shape[2]; ++c) {
            const int byte = result[at(shape, y, x, c)];
            BOOST_TEST((byte == 200 || byte == 9));
            count += byte == 9;
            if (byte != 9) continue;
            top = std::min(top, y), left = std::min(left, x);
            bottom = std::max(bottom, y), right = std::max(right, x);
          }
        }
      }
      if (count == 0) continue;
      ++painted;
      BOOST_TEST(draws_of(i).uniform(0) >= 0.5f);
      BOOST_TEST(count == (bottom - top + 1) * (right - left + 1) * shape[2]);
      if (shape.count() > 100) BOOST_TEST(count < 0.6 * static_cast<double>(shape.count()));
    }
    if (shape.count() > 100) BOOST_TEST(painted > 70);
    BOOST_TEST(painted < 130);
  }
}

// Four quarters of a 2x2 image: an area of exactly one quarter and a ratio of 1 is one pixel.
BOOST_AUTO_TEST_CASE(erase_by_hand) {
  const datasets::Augment erase =
      datasets::augmentation("erase:probability=1,least=0.25,most=0.25,ratio=1");
  std::set<Bytes> results;
  for (int i = 0; i < 100; ++i) results.insert(changed(erase, {1, 2, 3, 4}, {2, 2, 1}, i));
  const std::set<Bytes> expected = {{0, 2, 3, 4}, {1, 0, 3, 4}, {1, 2, 0, 4}, {1, 2, 3, 0}};
  BOOST_TEST((results == expected));
}

BOOST_AUTO_TEST_CASE(settings_out_of_range_are_refused) {
  const auto refusal = [](const char* list) {
    return message_of([&] { datasets::augmentation(list); });
  };
  BOOST_TEST(refusal("crop:padding=-1") ==
             "augmentation 'crop:padding=-1': padding must be a whole number from 0 to 1000000000, "
             "not '-1'");
  BOOST_TEST(refusal("crop:fill=reflekt") ==
             "augmentation 'crop:fill=reflekt': fill must be zero or reflect, not 'reflekt'; did "
             "you mean 'reflect'?");
  BOOST_TEST(refusal("resized-crop:least=0.9,most=0.5") ==
             "augmentation 'resized-crop:least=0.9,most=0.5': most 0.5 does not lie in [0.9, 1]");
  BOOST_TEST(has(refusal("erase:probability=1.5"), "probability 1.5 does not lie in [0, 1]"));
  BOOST_TEST(has(refusal("erase:value=256"), "value 256 does not lie in [0, 255]"));
  BOOST_TEST(has(refusal("scale-crop:least=300,most=200"), "most 200 does not lie in [300, 8192]"));
  Bytes image(30 * 40);
  BOOST_TEST(
      has(message_of([&] {
            datasets::random_scale_crop({.least = 20, .most = 40})(image, {30, 40, 1}, draws_of(0));
          }),
          "20 pixels is less than the image's 30; choose least=30 or more"));
}

BOOST_AUTO_TEST_SUITE_END()
