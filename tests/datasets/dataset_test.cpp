// Sets in memory, parts of them, and the share for validation.
#include "fovea/datasets/dataset.h"

#include <boost/test/unit_test.hpp>
#include <set>

#include "tests/support/message.h"

BOOST_AUTO_TEST_SUITE(dataset)

using namespace fovea;
using namespace fovea::test;
using datasets::MemoryDataset;

namespace {

std::shared_ptr<MemoryDataset> three_pixels() {
  return std::make_shared<MemoryDataset>(
      "pixels", Tensor::of<std::uint8_t>({3, 1, 1, 2}, {1, 2, 3, 4, 5, 6}),
      Tensor::of<std::int32_t>({3}, {0, 1, 0}), std::vector<std::string>{"off", "on"});
}

}  // namespace

BOOST_AUTO_TEST_CASE(memory_gives_what_it_holds) {
  const auto set = three_pixels();
  std::vector<std::uint8_t> image(2);
  BOOST_TEST(set->read(1, image) == 1);
  BOOST_TEST(image == (std::vector<std::uint8_t>{3, 4}), boost::test_tools::per_element());
  BOOST_TEST(has(message_of([&] { set->read(3, image); }), "there are 3 images of 2 bytes"));
}

BOOST_AUTO_TEST_CASE(memory_refuses_what_does_not_fit) {
  const auto make = [](Tensor images, Tensor targets) {
    return message_of([&] { MemoryDataset("x", images, targets, {"a", "b"}); });
  };
  const Tensor images({2, 1, 1, 1}, DType::u8);
  BOOST_TEST(has(make(Tensor({2, 1, 1}, DType::u8), Tensor({2}, DType::i32)), "u8 (N, H, W, C)"));
  BOOST_TEST(has(make(images, Tensor({3}, DType::i32)), "2 images need that many i32 labels"));
  BOOST_TEST(has(make(images, Tensor::of<std::int32_t>({2}, {0, 2})), "label 2 of image 1"));
  BOOST_TEST(has(make(images, Tensor::of<std::int32_t>({2}, {-1, 0})), "label -1 of image 0"));
}

BOOST_AUTO_TEST_CASE(subset_renumbers) {
  const datasets::Subset subset(three_pixels(), {2, 0});
  std::vector<std::uint8_t> image(2);
  BOOST_TEST(subset.size() == 2u);
  subset.read(0, image);
  BOOST_TEST(image[0] == 5);
  BOOST_TEST(has(message_of([&] { subset.read(2, image); }), "there are 2 images"));
  BOOST_TEST(has(message_of([&] { datasets::Subset(three_pixels(), {3}); }), "image 3 is beyond"));
}

BOOST_AUTO_TEST_CASE(split_shares_out_every_image_once) {
  const datasets::Split parts = datasets::split(1000, 0.1, 7);
  BOOST_TEST(parts.validation.size() == 100u);
  BOOST_TEST(parts.train.size() == 900u);
  std::set<std::uint32_t> all(parts.train.begin(), parts.train.end());
  all.insert(parts.validation.begin(), parts.validation.end());
  BOOST_TEST(all.size() == 1000u);
  BOOST_TEST(*all.rbegin() == 999u);
  BOOST_TEST((datasets::split(1000, 0.1, 7).validation == parts.validation));
  BOOST_TEST((datasets::split(1000, 0.1, 8).validation != parts.validation));
}

BOOST_AUTO_TEST_CASE(split_keeps_both_sides) {
  BOOST_TEST(datasets::split(10, 0, 1).validation.empty());
  BOOST_TEST(datasets::split(10, 0.001, 1).validation.size() == 1u);
  BOOST_TEST(datasets::split(10, 0.999, 1).train.size() == 1u);
  BOOST_TEST(has(message_of([] { datasets::split(10, 1, 1); }), "not in [0, 1)"));
  BOOST_TEST(has(message_of([] { datasets::split(1, 0.5, 1); }), "none to give"));
}

BOOST_AUTO_TEST_SUITE_END()
