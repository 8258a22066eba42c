#include "fovea/layers/layer_norm.h"

#include <boost/test/unit_test.hpp>

#include "tests/layers/check_layer.h"
#include "tests/layers/run_layer.h"

using namespace fovea;

BOOST_AUTO_TEST_SUITE(layer_norm)

BOOST_AUTO_TEST_CASE(odd_shapes) {
  struct Case {
    Shape x;
    LayerNormConfig config;
  };
  const Case cases[] = {
      {{3, 17}, {}},
      {{2, 5, 3, 7}, {.axis = 1}},
      {{2, 4, 33}, {.axis = -2, .epsilon = 0.1f, .affine = false}},
      {{2, 3, 1, 2}, {.axis = 3, .name = "norm"}},
  };
  for (const auto& [x, config] : cases) {
    check_layer({.label = x.str(), .inputs = {{x}}, .build = [&](auto&, auto v) {
                   return std::vector{fovea::layer_norm(v[0], config)};
                 }});
  }
}

BOOST_AUTO_TEST_CASE(by_hand) {
  Graph graph;
  const Value x = graph.input("x", {Shape{1, 2}});
  graph.output("y", fovea::layer_norm(x, {.epsilon = 0, .name = "n"}));
  const std::vector<float> y =
      run_layer(graph, {{"x", {1, 5}}}, {{"n/scale", {2, 3}}, {"n/bias", {0, 10}}});
  BOOST_TEST(y == (std::vector<float>{-2, 13}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(errors_name_the_rule) {
  Graph graph;
  const Value x = graph.input("x", {Shape{2, 3}});
  const std::string message = message_of([&] { fovea::layer_norm(x, {.axis = 2}); });
  BOOST_TEST(message.find("axis 2 does not exist in (2, 3)") != std::string::npos, message);
}

BOOST_AUTO_TEST_SUITE_END()
