#include "fovea/layers/count_correct.h"

#include <boost/test/unit_test.hpp>

#include "tests/layers/check_layer.h"
#include "tests/layers/check_values.h"

namespace fovea {

namespace {

int count(const Tensor& logits, const Tensor& labels) {
  return static_cast<int>(run_everywhere({logits, labels}, [](Graph&, std::span<const Value> x) {
                            return count_correct(x[0], x[1]);
                          }).front());
}

}  // namespace

}  // namespace fovea

using namespace fovea;

BOOST_AUTO_TEST_SUITE(count_correct)

BOOST_AUTO_TEST_CASE(agrees_everywhere) {
  for (const auto& [rows, classes] : {std::pair{1, 1}, {3, 2}, {64, 10}, {5, 17}, {300, 100}}) {
    check_layer({.label = fmt::format("({}, {})", rows, classes),
                 .inputs = {{Shape{rows, classes}}, {Shape{rows}, DType::i32}},
                 .build =
                     [](Graph&, std::span<const Value> x) {
                       return std::vector{fovea::count_correct(x[0], x[1])};
                     },
                 .int_bound = classes,
                 .differentiable = false});
  }
}

BOOST_AUTO_TEST_CASE(the_first_maximum_counts) {
  const Tensor logits = Tensor::of<float>(Shape{4, 3}, {1, 2, 2, 1, 2, 2, 5, 5, 5, 1, 0, 2});
  BOOST_TEST(count(logits, Tensor::of<std::int32_t>(Shape{4}, {1, 2, 0, 2})) == 3);
  BOOST_TEST(count(logits, Tensor::of<std::int32_t>(Shape{4}, {0, 0, 1, 1})) == 0);
}

BOOST_AUTO_TEST_CASE(what_is_no_number_or_no_label_does_not_count) {
  const Tensor logits = Tensor::of<float>(
      Shape{5, 2}, {not_a_number, 0, 1, not_a_number, not_a_number, not_a_number, 1, 0, 0, 1});
  BOOST_TEST(count(logits, Tensor::of<std::int32_t>(Shape{5}, {1, 0, 0, -1, 2})) == 0);
}

BOOST_AUTO_TEST_SUITE_END()
