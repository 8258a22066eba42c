#include "fovea/images/image_resize.h"

#include <boost/test/unit_test.hpp>

#include "tests/datasets/image_files.h"
#include "tests/support/message.h"

namespace fovea::datasets {
namespace {

int value(const Tensor& views, std::int64_t crop, std::int64_t y, std::int64_t x,
          std::int64_t channel) {
  const Shape& shape = views.shape();
  const auto at = ((crop * shape[1] + y) * shape[2] + x) * shape[3] + channel;
  return views.as<std::uint8_t>()[static_cast<size_t>(at)];
}

/// Red is 10 times the column, green 10 times the row, blue 7.
Tensor grid(int height, int width) {
  Tensor picture(Shape{height, width, 3}, DType::u8);
  auto* to = picture.as<std::uint8_t>().data();
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      for (const int level : {10 * x, 10 * y, 7}) *to++ = static_cast<std::uint8_t>(level);
    }
  }
  return picture;
}

Preprocessing shorter(int side, ChannelOrder order = ChannelOrder::rgb) {
  Preprocessing preprocessing;
  preprocessing.shorter_side = side;
  preprocessing.order = order;
  return preprocessing;
}

BOOST_AUTO_TEST_SUITE(image_resize)

BOOST_AUTO_TEST_CASE(the_centre_is_cut_out) {
  const View view{.size = {4, 4, 3}, .preprocessing = shorter(8)};
  const Tensor result = views(grid(8, 12), view);  // it has the right size: nothing is resized
  BOOST_TEST((result.type() == TensorType{{1, 4, 4, 3}, DType::u8}));
  for (int y = 0; y < 4; ++y) {
    for (int x = 0; x < 4; ++x) {
      BOOST_TEST(value(result, 0, y, x, 0) == 10 * (x + 4));
      BOOST_TEST(value(result, 0, y, x, 1) == 10 * (y + 2));
      BOOST_TEST(value(result, 0, y, x, 2) == 7);
    }
  }
  const PicturePart part = centre_crop_part({8, 12, 3}, view);
  BOOST_TEST(part.x == 4);
  BOOST_TEST(part.y == 2);
  BOOST_TEST(part.width == 4);
  BOOST_TEST(part.height == 4);
}

BOOST_AUTO_TEST_CASE(shrinking_averages) {
  const Tensor result = views(grid(16, 24), {.size = {8, 8, 3}, .preprocessing = shorter(8)});
  BOOST_TEST(value(result, 0, 0, 0, 0) == 10 * 4 + 5);  // columns 4 and 5 of the source
  BOOST_TEST(value(result, 0, 3, 0, 1) == 10 * 6 + 5);
  const PicturePart part =
      centre_crop_part({16, 24, 3}, {.size = {8, 8, 3}, .preprocessing = shorter(8)});
  BOOST_TEST(part.x == 4);
  BOOST_TEST(part.width == 16);
}

BOOST_AUTO_TEST_CASE(stretching_takes_it_all) {
  const Tensor result = views(grid(16, 8), {.size = {4, 4, 3}, .preprocessing = {}});
  BOOST_TEST(value(result, 0, 0, 0, 0) == 5);   // columns 0 and 1
  BOOST_TEST(value(result, 0, 0, 0, 1) == 15);  // rows 0 to 3
  BOOST_TEST(value(result, 0, 3, 3, 1) == 135);
  BOOST_TEST(centre_crop_part({16, 8, 3}, {.size = {4, 4, 3}, .preprocessing = {}}).height == 16);
}

BOOST_AUTO_TEST_CASE(channels_as_the_model_takes_them) {
  const auto bgr_order = shorter(4, ChannelOrder::bgr);
  const Tensor turned = views(grid(4, 4), {.size = {4, 4, 3}, .preprocessing = bgr_order});
  BOOST_TEST(value(turned, 0, 1, 2, 0) == 7);
  BOOST_TEST(value(turned, 0, 1, 2, 2) == 20);
  const Tensor gray = views(grid(4, 4), {.size = {4, 4, 1}, .preprocessing = shorter(4)});
  BOOST_TEST((gray.shape() == Shape{1, 4, 4, 1}));
  BOOST_TEST(value(gray, 0, 1, 2, 0) == 13);  // 0.299 * 20 + 0.587 * 10 + 0.114 * 7 = 12.6
}

BOOST_AUTO_TEST_CASE(ten_crops) {
  const View view{.size = {4, 4, 3}, .preprocessing = shorter(8), .crops = 10};
  const Tensor result = views(grid(8, 12), view);
  BOOST_TEST((result.shape() == Shape{10, 4, 4, 3}));
  const std::pair<int, int> corners[] = {{2, 4}, {0, 0}, {0, 8}, {4, 0}, {4, 8}};  // top, left
  for (int crop = 0; crop < 5; ++crop) {
    const auto [top, left] = corners[crop];
    BOOST_TEST(value(result, crop, 1, 3, 0) == 10 * (left + 3));
    BOOST_TEST(value(result, crop, 1, 3, 1) == 10 * (top + 1));
    BOOST_TEST(value(result, crop + 5, 1, 0, 0) == 10 * (left + 3));  // mirrored
    BOOST_TEST(value(result, crop + 5, 1, 0, 1) == 10 * (top + 1));
  }
}

BOOST_AUTO_TEST_CASE(sizes_at_the_edge) {
  const View view{.size = {5, 7, 3}, .preprocessing = shorter(6)};
  for (const Shape& shape :
       {Shape{1, 1, 3}, Shape{1, 5000, 3}, Shape{5000, 1, 3}, Shape{3, 2, 3}}) {
    const Tensor result = views(Tensor(shape, DType::u8), view);
    BOOST_TEST((result.shape() == Shape{1, 5, 7, 3}));
    const PicturePart part = centre_crop_part(shape, view);
    BOOST_TEST(part.x >= 0);
    BOOST_TEST(part.x + part.width <= static_cast<double>(shape[1]) + 1e-9);
    BOOST_TEST(part.y + part.height <= static_cast<double>(shape[0]) + 1e-9);
  }
  // A long strip costs no more than its middle: the whole would be 2048 x 80 million.
  const Tensor strip(Shape{1, 40000, 3}, DType::u8);
  views(strip, {.size = {224, 224, 3}, .preprocessing = shorter(2048)});
}

BOOST_AUTO_TEST_CASE(what_does_not_work) {
  const Tensor picture = grid(4, 4);
  BOOST_TEST(test::has(test::message_of([&] {
                         views(picture, {.size = {4, 4, 2}, .preprocessing = {}});
                       }),
                       "(4, 4, 2)"));
  BOOST_TEST(test::has(test::message_of([&] {
                         views(picture, {.size = {4, 4, 3}, .preprocessing = {}, .crops = 10});
                       }),
                       "fovea convert --resize"));
  BOOST_TEST(
      test::has(test::message_of([&] {
                  views(picture, {.size = {4, 4, 3}, .preprocessing = shorter(4), .crops = 3});
                }),
                "1 or 10"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace fovea::datasets
