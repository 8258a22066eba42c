#include "fovea/layers/local_response_norm.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "tests/layers/check_layer.h"
#include "tests/layers/run_layer.h"

using namespace fovea;

BOOST_AUTO_TEST_SUITE(local_response_norm)

BOOST_AUTO_TEST_CASE(odd_shapes) {
  struct Case {
    Shape x;
    LocalResponseNormConfig config;
  };
  const Case cases[] = {
      {{1}, {}},
      {{2, 3, 5, 17}, {.alpha = 0.5f}},
      {{2, 4, 3, 1}, {.size = 3, .alpha = 2, .k = 2}},
      {{3, 40}, {.size = 4, .alpha = 1.5f, .beta = 0.5f}},
      {{2, 2, 2, 3}, {.size = 9, .alpha = 3, .beta = 1.25f, .k = 0.5f}},
      {{1, 30, 30, 33}, {.size = 1, .alpha = 0.7f}},
      {{2, 27, 27, 96}, {.size = 5, .alpha = 5e-4f, .k = 2}},
  };
  for (const auto& [x, config] : cases) {
    check_layer({.label = x.str(),
                 .inputs = {{x}},
                 .build =
                     [&, &config = config](auto&, auto v) {
                       return std::vector{fovea::local_response_norm(v[0], config)};
                     },
                 .ranges = {{-3, 3}}});
  }
}

// The formula written out: an even window reaches further after the channel than before it.
BOOST_AUTO_TEST_CASE(by_hand) {
  Graph graph;
  const Value x = graph.input("x", {Shape{1, 3}});
  graph.output("y", fovea::local_response_norm(x, {.size = 2, .alpha = 4, .beta = 0.5f, .k = 1}));
  const std::vector<float> y = run_layer(graph, {{"x", {1, 2, 3}}});
  const float expected[] = {1 / std::sqrt(1 + 2.0f * (1 + 4)), 2 / std::sqrt(1 + 2.0f * (4 + 9)),
                            3 / std::sqrt(1 + 2.0f * 9)};
  for (size_t i = 0; i < 3; ++i) {
    BOOST_TEST(y[i] == expected[i], boost::test_tools::tolerance(1e-6f));
  }
}

BOOST_AUTO_TEST_CASE(errors_name_the_rule) {
  Graph graph;
  const Value x = graph.input("x", {Shape{2}}), scalar = graph.input("s", {Shape{}});
  const auto says = [&](const Value& value, LocalResponseNormConfig config, std::string_view what) {
    const std::string message = message_of([&] { fovea::local_response_norm(value, config); });
    BOOST_TEST(message.find(what) != std::string::npos, message);
  };
  says(x, {.size = 0}, "a window of 0 channels is too small");
  says(scalar, {}, "a scalar has no channels");
}

BOOST_AUTO_TEST_SUITE_END()
