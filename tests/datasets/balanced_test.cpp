// Epochs that take equally many images of each class.
#include <boost/test/unit_test.hpp>
#include <map>
#include <set>

#include "fovea/augmentations/shift.h"
#include "fovea/datasets/loader.h"
#include "tests/support/message.h"

BOOST_AUTO_TEST_SUITE(balanced)

using namespace fovea;
using namespace fovea::test;

namespace {

// 23 images of class 0, five of class 3, two of class 5.
std::vector<std::int32_t> uneven() {
  std::vector<std::int32_t> labels;
  for (int i = 0; i < 30; ++i) labels.push_back(i % 6 == 1 ? 3 : i % 15 == 2 ? 5 : 0);
  return labels;
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_class_comes_as_often) {
  const std::vector<std::int32_t> labels = uneven();
  std::map<std::int32_t, std::set<std::uint32_t>> taken;
  std::set<std::vector<std::uint32_t>> orders;
  for (std::uint32_t epoch = 0; epoch < 24; ++epoch) {
    const auto order = datasets::balanced_order(labels, 4, epoch);
    BOOST_TEST(order.size() == labels.size());
    std::map<std::int32_t, int> of_class;
    std::map<std::uint32_t, std::set<std::uint32_t>> repeats;
    std::vector<std::uint32_t> indices;
    for (const auto& [index, repeat] : order) {
      ++of_class[labels[index]];
      taken[labels[index]].insert(index);
      BOOST_TEST(repeats[index].insert(repeat).second);
      indices.push_back(index);
    }
    orders.insert(indices);
    BOOST_TEST((of_class == std::map<std::int32_t, int>{{0, 10}, {3, 10}, {5, 10}}));
    // Ten from five images: each of them twice, once as the first and once as the second time.
    for (const auto& [index, times] : repeats) {
      const std::size_t expected = labels[index] == 0 ? 1 : labels[index] == 3 ? 2 : 5;
      BOOST_TEST(times.size() == expected);
      BOOST_TEST(*times.rbegin() == expected - 1);
    }
  }
  BOOST_TEST(orders.size() == 24u);
  BOOST_TEST(taken[0].size() == 23u);  // all of them are used over the epochs
  BOOST_TEST(has(message_of([] {
                   datasets::balanced_order(std::vector{0, -1}, 1, 0);
                 }),
                 "image 1 has the label -1"));
}

BOOST_AUTO_TEST_CASE(what_does_not_divide_goes_round) {
  std::map<std::int32_t, int> sums;
  for (std::uint32_t epoch = 0; epoch < 3; ++epoch) {
    std::map<std::int32_t, int> counts;
    const std::vector<std::int32_t> labels = {0, 0, 0, 0, 1, 2, 2};  // 3 + 2 + 2
    for (const auto& [index, repeat] : datasets::balanced_order(labels, 1, epoch)) {
      ++counts[labels[index]];
      ++sums[labels[index]];
    }
    for (const auto& [label, count] : counts) BOOST_TEST((count == 2 || count == 3));
  }
  BOOST_TEST((sums == std::map<std::int32_t, int>{{0, 7}, {1, 7}, {2, 7}}));
}

BOOST_AUTO_TEST_CASE(the_loader_follows_it_and_changes_repeats_in_other_ways) {
  const std::vector<std::int32_t> labels = uneven();
  Tensor images(Shape{30, 5, 5, 1}, DType::u8), targets(Shape{30}, DType::i32);
  for (std::size_t i = 0; i < 30; ++i) {
    targets.as<std::int32_t>()[i] = labels[i];
    for (std::size_t k = 0; k < 25; ++k) {
      images.as<std::uint8_t>()[25 * i + k] = static_cast<std::uint8_t>(k + 1);
    }
  }
  const auto set = std::make_shared<datasets::MemoryDataset>(
      "uneven", images, targets, std::vector<std::string>{"a", "b", "c", "d", "e", "f"});
  datasets::Loader loader(set, {.batch = 7,
                                .seed = 4,
                                .augment = {.change = datasets::random_shift({.pixels = 2})},
                                .balanced_labels = labels});
  const auto order = datasets::balanced_order(labels, 4, 2);
  loader.seek(2, 1);
  std::size_t at = 7;
  std::map<std::uint32_t, std::set<std::string>> versions;
  while (const auto batch = loader.next()) {
    for (std::size_t row = 0; row < batch->indices.size(); ++row, ++at) {
      BOOST_TEST(batch->indices[row] == order[at].index);
      BOOST_TEST(batch->label.as<std::int32_t>()[row] == labels[order[at].index]);
      const auto bytes = batch->image.as<std::uint8_t>().subspan(25 * row, 25);
      versions[order[at].index].emplace(bytes.begin(), bytes.end());
    }
  }
  BOOST_TEST(at == 30u);
  std::size_t most = 0;
  for (const auto& [index, seen] : versions) most = std::max(most, seen.size());
  BOOST_TEST(most >= 3u);
  BOOST_TEST(has(message_of([&] {
                   datasets::Loader(set, {.batch = 7, .balanced_labels = {1, 2}});
                 }),
                 "2 labels to balance 30 images by"));
}

BOOST_AUTO_TEST_SUITE_END()
