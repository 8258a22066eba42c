#include "fovea/layers/swiglu.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "tests/layers/check_layer.h"
#include "tests/layers/run_layer.h"

using namespace fovea;

BOOST_AUTO_TEST_SUITE(swiglu)

BOOST_AUTO_TEST_CASE(odd_shapes) {
  struct Case {
    Shape x;
    SwigluConfig config;
  };
  const Case cases[] = {{{3, 5}, {}}, {{2, 3, 7}, {.units = 3, .bias = true, .name = "gated"}}};
  for (const auto& [x, config] : cases) {
    check_layer({.label = x.str(), .inputs = {{x}}, .build = [&, &config = config](auto&, auto v) {
                   return std::vector{fovea::swiglu(v[0], config)};
                 }});
  }
}

BOOST_AUTO_TEST_CASE(by_hand) {
  Graph graph;
  const Value x = graph.input("x", {Shape{1, 1}});
  graph.output("y", fovea::swiglu(x, {.units = 1, .name = "s"}));
  const std::vector<float> y =
      run_layer(graph, {{"x", {2}}},
                {{"s/gate/weight", {0.5f}}, {"s/up/weight", {3}}, {"s/down/weight", {10}}});
  BOOST_TEST(y == std::vector<float>{60 / (1 + std::exp(-1.0f))},
             boost::test_tools::tolerance(1e-6f) << boost::test_tools::per_element());
}

// 8/3 of the width, rounded up to a multiple of 8.
BOOST_AUTO_TEST_CASE(units_by_default) {
  Graph graph;
  fovea::swiglu(graph.input("x", {Shape{1, 3}}), {.name = "a"});
  fovea::swiglu(graph.input("z", {Shape{1, 48}}), {.name = "b"});
  BOOST_TEST(graph.find_variable("a/up/weight").shape().str() == "(8, 3)");
  BOOST_TEST(graph.find_variable("b/up/weight").shape().str() == "(128, 48)");
}

BOOST_AUTO_TEST_SUITE_END()
