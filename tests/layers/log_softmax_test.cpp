#include "fovea/layers/log_softmax.h"

#include <boost/test/unit_test.hpp>

#include "tests/layers/check_layer.h"
#include "tests/layers/check_values.h"

using namespace fovea;

BOOST_AUTO_TEST_SUITE(log_softmax)

BOOST_AUTO_TEST_CASE(agrees_everywhere) {
  for (const float range : {2.0f, 30.0f}) {
    for (const Shape& shape : {Shape{1, 1}, Shape{5}, Shape{3, 10}, Shape{2, 3, 5, 17},
                               Shape{64, 33}, Shape{1, 20000}}) {
      check_layer(
          {.label = fmt::format("{} in +-{}", shape.str(), range),
           .inputs = {{shape}},
           .build = [](Graph&,
                       std::span<const Value> x) { return std::vector{fovea::log_softmax(x[0])}; },
           .ranges = {{-range, range}}});
    }
  }
}

BOOST_AUTO_TEST_CASE(known_values) {
  const auto build = [](Value x) { return fovea::log_softmax(x); };
  check_values(build, {{2, -1.31326168752}, {3, -0.31326168752}});
  check_values(build, {{1e4f, 0}, {-1e4f, -2e4}});
  check_values(build, {{-infinity, -infinity}, {7, 0}});
  check_values(build, {{not_a_number, not_a_number}, {0, not_a_number}});
  check_values(build, {{infinity, not_a_number}, {0, not_a_number}});
}

BOOST_AUTO_TEST_CASE(the_last_axis_alone) {
  Graph graph;
  const Value x = graph.input("x", {Shape{2, 3}});
  BOOST_TEST(fovea::log_softmax(x, {.axis = 1}).shape().str() == "(2, 3)");
  BOOST_CHECK_THROW(fovea::log_softmax(x, {.axis = 0}), Error);
  BOOST_CHECK_THROW(fovea::log_softmax(graph.input("s", {Shape{}})), Error);
}

BOOST_AUTO_TEST_SUITE_END()
