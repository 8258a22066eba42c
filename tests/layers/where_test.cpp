#include "fovea/layers/where.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "fovea/layers/binary.h"
#include "tests/layers/check_layer.h"
#include "tests/layers/check_values.h"
#include "tests/layers/run_layer.h"

using namespace fovea;

BOOST_AUTO_TEST_SUITE(where)

BOOST_AUTO_TEST_CASE(agree_everywhere) {
  struct Case {
    Shape condition, a, b;
    bool any_batch = true;
  };
  const Case cases[] = {
      {{1}, {1}, {1}},
      {{3, 17}, {3, 17}, {3, 17}},
      {{2, 5, 1, 7}, {2, 1, 3, 7}, {2, 5, 3, 1}},
      {{2, 1, 3, 1, 2, 1, 2, 1}, {2, 2, 1, 3, 1, 2, 1, 2}, {2, 1, 1, 1, 1, 1, 1, 1}},
      {{2, 3500}, {1}, {2, 3500}, false},
      {{7}, {2, 3, 7}, {2, 1, 1}, false},
  };
  for (const Case& shapes : cases) {
    check_layer({.label = shapes.condition.str() + shapes.a.str() + shapes.b.str(),
                 .inputs = {{shapes.condition}, {shapes.a}, {shapes.b}},
                 .build =
                     [](Graph& graph, auto x) {
                       const Value zero = graph.constant(Tensor::of<float>(Shape{}, {0}));
                       return std::vector{fovea::where(less(x[0], zero), x[1], x[2])};
                     },
                 .any_batch = shapes.any_batch});
  }
}

BOOST_AUTO_TEST_CASE(known_values) {
  const float inf = infinity, nan = not_a_number;
  const auto y = run_everywhere({Tensor::of<float>({6}, {1, 0, -0.0f, nan, -inf, 0}),
                                 Tensor::of<float>({6}, {1, nan, 3, 4, inf, -inf}),
                                 Tensor::of<float>({6}, {-1, -2, inf, -4, nan, nan})},
                                [](Graph&, auto x) { return fovea::where(x[0], x[1], x[2]); });
  const std::vector<float> expected = {1, -2, inf, 4, inf};
  BOOST_TEST(std::vector<float>(y.begin(), y.end() - 1) == expected,
             boost::test_tools::per_element());
  BOOST_TEST(std::isnan(y.back()));
}

BOOST_AUTO_TEST_CASE(errors_name_the_rule) {
  Graph graph;
  const Value a = graph.input("a", {Shape{2, 3}}), b = graph.input("b", {Shape{2}});
  const std::string message = message_of([&] { fovea::where(a, a, b); });
  BOOST_TEST(message.find("(2, 3) and (2) differ in axis 1") != std::string::npos, message);
}

BOOST_AUTO_TEST_SUITE_END()
