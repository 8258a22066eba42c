#include "fovea/layers/rms_norm.h"

#include <boost/test/unit_test.hpp>

#include "tests/layers/check_layer.h"
#include "tests/layers/run_layer.h"

using namespace fovea;

BOOST_AUTO_TEST_SUITE(rms_norm)

BOOST_AUTO_TEST_CASE(odd_shapes) {
  struct Case {
    Shape x;
    RmsNormConfig config;
  };
  const Case cases[] = {
      {{3, 17}, {}},
      {{2, 5, 3, 7}, {.axis = 1}},
      {{2, 4, 33}, {.axis = -2, .epsilon = 0.1f, .affine = false}},
      {{2, 3, 1, 1}, {.axis = 3, .epsilon = 0.5f, .name = "norm"}},
      {{300, 1, 19}, {}},
  };
  for (const auto& [x, config] : cases) {
    check_layer({.label = x.str(), .inputs = {{x}}, .build = [&, &config = config](auto&, auto v) {
                   return std::vector{fovea::rms_norm(v[0], config)};
                 }});
  }
}

BOOST_AUTO_TEST_CASE(scale_that_is_broadcast) {
  check_layer(
      {.label = "(3, 1)",
       .inputs = {{Shape{2, 3, 7}}},
       .build =
           [](Graph& graph, auto x) {
             const Value scale = graph.variable({"scale", {{3, 1}}, Initializer::constant(1)});
             return std::vector{fovea::rms_norm(x[0], scale, {.name = "n"})};
           },
       .any_batch = false});
}

BOOST_AUTO_TEST_CASE(by_hand) {
  Graph graph;
  const Value x = graph.input("x", {Shape{2, 2}});
  graph.output("y", fovea::rms_norm(x, {.epsilon = 11.5, .name = "n"}));
  // The mean squares are 12.5 + 11.5 and 24.5 + 11.5.
  const std::vector<float> y = run_layer(graph, {{"x", {3, 4, 0, 7}}}, {{"n/scale", {2, 6}}});
  const float root = std::sqrt(24.0f);
  BOOST_TEST(y == (std::vector<float>{6 / root, 24 / root, 0, 7}),
             boost::test_tools::tolerance(1e-6f) << boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(errors_name_the_rule) {
  Graph graph;
  const Value x = graph.input("x", {Shape{2, 3}});
  const std::string message = message_of([&] { fovea::rms_norm(x, {.axis = -3}); });
  BOOST_TEST(message.find("rms_norm_1: axis -3 does not exist in (2, 3)") != std::string::npos,
             message);
}

BOOST_AUTO_TEST_SUITE_END()
