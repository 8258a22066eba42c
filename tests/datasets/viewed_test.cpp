// An image from a data set's own file enters a network in the same way as the same picture
// from a PNG.
#include "fovea/datasets/viewed.h"

#include <boost/test/unit_test.hpp>

#include "tests/datasets/image_files.h"

namespace fovea::datasets {
namespace {

BOOST_AUTO_TEST_SUITE(viewed)

std::shared_ptr<const Dataset> set_of(const Tensor& picture) {
  const Shape& shape = picture.shape();
  return std::make_shared<MemoryDataset>("one", picture.reshaped({1, shape[0], shape[1], shape[2]}),
                                         Tensor(Shape{1}, DType::i32),
                                         std::vector<std::string>{"a"});
}

ByteVector shown(const Tensor& stored, const View& view) {
  const auto set = fovea::datasets::viewed(set_of(stored), view);
  ByteVector image(static_cast<size_t>(set->image().count()));
  BOOST_TEST(set->read(0, image) == 0);
  return image;
}

ByteVector bytes_of(const Tensor& tensor) {
  const auto bytes = tensor.as<std::uint8_t>();
  return {bytes.begin(), bytes.end()};
}

BOOST_AUTO_TEST_CASE(colours_as_a_photo) {
  const Tensor picture = gradient(32, 32);
  for (const ChannelOrder order : {ChannelOrder::rgb, ChannelOrder::bgr}) {
    for (const int shorter_side : {0, 32, 40}) {
      for (const Shape& size : {Shape{32, 32, 3}, Shape{24, 20, 3}, Shape{48, 48, 1}}) {
        const View view{.size = size,
                        .preprocessing = {.order = order, .shorter_side = shorter_side}};
        BOOST_TEST(shown(picture, view) == bytes_of(views(picture, view)),
                   boost::test_tools::per_element());
      }
    }
  }
  ByteVector turned =
      shown(picture, {.size = {32, 32, 3}, .preprocessing = {.order = ChannelOrder::bgr}});
  for (size_t i = 0; i < turned.size(); i += 3) std::swap(turned[i], turned[i + 2]);
  BOOST_TEST(turned == bytes_of(picture), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(gray_as_a_photo) {
  Tensor gray(Shape{4, 4, 1}, DType::u8), colours(Shape{4, 4, 3}, DType::u8);
  for (size_t i = 0; i < 48; ++i) {
    colours.as<std::uint8_t>()[i] = static_cast<std::uint8_t>(16 * (i / 3) + 3);
    gray.as<std::uint8_t>()[i / 3] = static_cast<std::uint8_t>(16 * (i / 3) + 3);
  }
  for (const Shape& size : {Shape{4, 4, 3}, Shape{8, 8, 1}, Shape{3, 5, 3}}) {
    const View view{.size = size};
    BOOST_TEST(shown(gray, view) == bytes_of(views(colours, view)),
               boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_CASE(nothing_to_do) {
  const auto set = set_of(gradient(8, 8));
  const View same{.size = {8, 8, 3}, .preprocessing = {.shorter_side = 8}};
  BOOST_TEST((fovea::datasets::viewed(set, same) == set));
  const TrainTest photos{set, set, true};
  const View other{.size = {4, 4, 3}};
  BOOST_TEST((fovea::datasets::viewed(photos, other).train == set));
  BOOST_TEST((fovea::datasets::viewed(TrainTest{set, set}, other).train != set));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace fovea::datasets
