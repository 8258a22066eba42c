#include "fovea/layers/softmax_cross_entropy.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "tests/layers/check_layer.h"
#include "tests/layers/check_values.h"

namespace fovea {

namespace {

std::vector<float> losses(const Tensor& logits, const Tensor& labels, float smoothing) {
  return run_everywhere({logits, labels}, [&](Graph&, std::span<const Value> x) {
    return softmax_cross_entropy(x[0], x[1], {.label_smoothing = smoothing});
  });
}

void check_value(float actual, double expected) {
  BOOST_TEST(double{actual} == expected, boost::test_tools::tolerance(1e-6));
}

}  // namespace

}  // namespace fovea

using namespace fovea;

BOOST_AUTO_TEST_SUITE(softmax_cross_entropy)

BOOST_AUTO_TEST_CASE(agrees_everywhere) {
  struct Case {
    std::int64_t rows, classes;
    float smoothing;
  };
  for (const Case c :
       {Case{1, 1, 0}, Case{1, 2, 0}, Case{3, 10, 0}, Case{3, 10, 0.1f}, Case{1, 3, 0.25f},
        Case{5, 17, 0.9f}, Case{64, 33, 0}, Case{2, 20000, 0.1f}}) {
    check_layer({.label = fmt::format("({}, {}) smoothing {}", c.rows, c.classes, c.smoothing),
                 .inputs = {{Shape{c.rows, c.classes}}, {Shape{c.rows}, DType::i32}},
                 .build =
                     [c](Graph&, std::span<const Value> x) {
                       return std::vector{fovea::softmax_cross_entropy(
                           x[0], x[1], {.label_smoothing = c.smoothing})};
                     },
                 .ranges = {{-5, 5}},
                 .int_bound = static_cast<int>(c.classes)});
  }
}

BOOST_AUTO_TEST_CASE(known_values) {
  const Tensor logits = Tensor::of<float>(Shape{2, 2}, {2, 3, 2, 3});
  const Tensor labels = Tensor::of<std::int32_t>(Shape{2}, {1, 0});
  const std::vector<float> plain = losses(logits, labels, 0);
  check_value(plain[0], 0.31326168752);
  check_value(plain[1], 1.31326168752);
  // 0.9 * 0.313262 + 0.1 * (0.313262 + 1.313262) / 2
  const std::vector<float> smooth = losses(logits, labels, 0.1f);
  check_value(smooth[0], 0.36326168752);
  check_value(smooth[1], 1.26326168752);
}

BOOST_AUTO_TEST_CASE(large_logits_are_safe) {
  const Tensor logits = Tensor::of<float>(Shape{3, 2}, {1e4f, -1e4f, 1e4f, -1e4f, -infinity, 0});
  const Tensor labels = Tensor::of<std::int32_t>(Shape{3}, {0, 1, 1});
  const std::vector<float> loss = losses(logits, labels, 0);
  BOOST_TEST(loss[0] == 0);
  BOOST_TEST(loss[1] == 2e4f);
  BOOST_TEST(loss[2] == 0);
}

BOOST_AUTO_TEST_CASE(what_is_no_number_or_no_label_gives_nan) {
  const Tensor logits =
      Tensor::of<float>(Shape{5, 2}, {0, not_a_number, 0, infinity, 0, 0, 0, 0, 0, 0});
  const Tensor labels = Tensor::of<std::int32_t>(Shape{5}, {0, 0, 2, -1, 0});
  for (const float smoothing : {0.0f, 0.1f}) {
    const std::vector<float> loss = losses(logits, labels, smoothing);
    for (size_t n = 0; n < 4; ++n) BOOST_TEST(std::isnan(loss[n]));
    check_value(loss[4], std::log(2.0));
  }
}

BOOST_AUTO_TEST_CASE(refuses_wrong_shapes) {
  Graph graph;
  const Value logits = graph.input("logits", {Shape{4, 10}});
  const Value labels = graph.input("labels", {Shape{3}, DType::i32});
  BOOST_CHECK_THROW(fovea::softmax_cross_entropy(logits, labels), Error);
  BOOST_CHECK_THROW(fovea::softmax_cross_entropy(logits, logits), Error);
  BOOST_CHECK_THROW(fovea::softmax_cross_entropy(labels, labels), Error);
  BOOST_CHECK_THROW(fovea::softmax_cross_entropy(logits, labels, {.label_smoothing = 1}), Error);
}

BOOST_AUTO_TEST_SUITE_END()
