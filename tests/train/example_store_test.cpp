#include "fovea/transfer/example_store.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

namespace fovea {
namespace {

constexpr std::uint64_t seed = 5;

Tensor example(float value) { return Tensor::of<float>({1, 3}, {value, -value, 0}); }

// The first feature of each example in a batch.
std::vector<float> values(const ExampleStore::DrawnExamples& batch) {
  std::vector<float> values;
  for (size_t i = 0; i < batch.features.as<float>().size(); i += 3) {
    values.push_back(batch.features.as<float>()[i]);
  }
  return values;
}

BOOST_AUTO_TEST_SUITE(example_store)

BOOST_AUTO_TEST_CASE(classes_weigh_the_same_in_every_batch) {
  ExampleStore store(4, {{1, 3}, DType::f32}, seed);
  for (int i = 1; i <= 7; ++i) store.add(1, example(static_cast<float>(i)));
  store.add(3, example(100));
  BOOST_TEST(store.taught() == (std::vector<int>{1, 3}), boost::test_tools::per_element());
  BOOST_TEST(store.magnitude() == (2 * 28 + 200) / 3.0 / 8, boost::test_tools::tolerance(1e-12));
  std::vector<int> seen(8);
  for (std::uint32_t step = 0; step < 50; ++step) {
    const auto batch = store.draw(9, step);
    BOOST_TEST((batch.features.shape() == Shape{9, 3}));
    int of_three = 0;
    for (size_t i = 0; i < 9; ++i) {
      const int label = batch.labels.as<std::int32_t>()[i];
      const float value = values(batch)[i];
      BOOST_TEST((value == 100) == (label == 3));
      if (label == 1) ++seen[static_cast<size_t>(value)];
      of_three += label == 3;
    }
    BOOST_TEST((of_three == 4 || of_three == 5));
  }
  for (size_t i = 1; i <= 7; ++i) BOOST_TEST(seen[i] > 0);
  BOOST_TEST(values(store.draw(9, 3)) == values(store.draw(9, 3)),
             boost::test_tools::per_element());
  BOOST_TEST((values(store.draw(9, 3)) != values(store.draw(9, 4))));
}

BOOST_AUTO_TEST_CASE(what_goes_beyond_the_bound_replaces_and_comes_back) {
  ExampleStore store(2, {{1, 3}, DType::f32}, seed, 3);
  BOOST_TEST(store.capacity() == 3);
  const auto kept = [&] {
    std::vector<int> times(6);
    for (const float value : values(store.draw(60, 0))) ++times[static_cast<size_t>(value)];
    return times;
  };
  for (int i = 0; i < 5; ++i) {
    store.add(0, example(static_cast<float>(i)));
    BOOST_TEST(store.count(0) == std::min(i + 1, 3));
    if (i >= 3) BOOST_TEST(kept()[static_cast<size_t>(i)] > 0);  // the latest is among them
  }
  BOOST_TEST(store.undo() == 0);
  BOOST_TEST(store.undo() == 0);
  const auto before = kept();
  for (size_t i = 0; i < 3; ++i) BOOST_TEST(before[i] > 0);
  BOOST_TEST(before[3] + before[4] == 0);
  BOOST_TEST(store.count(0) == 3);
  BOOST_TEST(store.undo() == 0);
  BOOST_TEST(store.undo() == -1);  // only as many as a class holds can be taken back
}

BOOST_AUTO_TEST_CASE(undo_goes_back_over_classes) {
  ExampleStore store(3, {{1, 3}, DType::f32}, seed);
  BOOST_TEST(store.undo() == -1);
  for (const int target : {2, 0, 2}) store.add(target, example(1));
  for (const int target : {2, 0, 2}) BOOST_TEST(store.undo() == target);
  BOOST_TEST(store.taught().empty());
  BOOST_CHECK_THROW(store.draw(4, 0), Error);
}

BOOST_AUTO_TEST_CASE(what_is_no_example) {
  ExampleStore store(2, {{1, 3}, DType::f32}, seed);
  BOOST_CHECK_THROW(store.add(2, example(1)), Error);
  BOOST_CHECK_THROW(store.add(-1, example(1)), Error);
  BOOST_CHECK_THROW(store.add(0, Tensor(Shape{1, 4}, DType::f32)), Error);
  BOOST_CHECK_THROW(store.add(0, example(INFINITY)), Error);
  BOOST_CHECK_THROW(store.add(0, example(NAN)), Error);
  BOOST_CHECK_THROW(ExampleStore(0, {{1, 3}, DType::f32}, seed), Error);
  BOOST_CHECK_THROW(ExampleStore(2, {{1, 3}, DType::f32}, seed, 0), Error);
  // 1 MiB each: 128 of each of 2 classes are 256 MiB.
  BOOST_TEST(ExampleStore(2, {{1, 1 << 18}, DType::f32}, seed).capacity() == 128);
  BOOST_TEST(store.taught().empty());
  Tensor mine = example(4);
  store.add(1, mine);
  mine.as<float>()[0] = 9;  // the store keeps a copy
  BOOST_TEST(store.draw(1, 0).features.as<float>()[0] == 4);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace fovea
