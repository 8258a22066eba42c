#include "fovea/layers/feed_forward.h"

#include <boost/test/unit_test.hpp>

#include "tests/layers/check_layer.h"
#include "tests/layers/run_layer.h"

using namespace fovea;

BOOST_AUTO_TEST_SUITE(feed_forward)

BOOST_AUTO_TEST_CASE(odd_shapes) {
  struct Case {
    Shape x;
    FeedForwardConfig config;
  };
  const Case cases[] = {
      {{3, 5}, {}},
      {{2, 3, 7}, {.units = 9, .activation = "tanh", .bias = false}},
      {{1, 2, 2, 3}, {.units = 1, .activation = "silu", .name = "mlp"}},
  };
  for (const auto& [x, config] : cases) {
    check_layer({.label = x.str(), .inputs = {{x}}, .build = [&, &config = config](auto&, auto v) {
                   return std::vector{fovea::feed_forward(v[0], config)};
                 }});
  }
}

BOOST_AUTO_TEST_CASE(by_hand) {
  Graph graph;
  const Value x = graph.input("x", {Shape{1, 2, 1}});
  graph.output("y", fovea::feed_forward(x, {.units = 2, .activation = "relu", .name = "f"}));
  BOOST_TEST(run_layer(graph, {{"x", {3, -2}}},
                       {{"f/first/weight", {1, -1}},
                        {"f/first/bias", {0, 1}},
                        {"f/second/weight", {10, 100}},
                        {"f/second/bias", {5}}}) == (std::vector<float>{35, 305}),
             boost::test_tools::per_element());
  BOOST_TEST(graph.find_output("y").name() == "f/second");
}

BOOST_AUTO_TEST_CASE(errors_name_the_rule) {
  Graph graph;
  const Value x = graph.input("x", {Shape{2, 3}});
  const std::string message = message_of([&] { fovea::feed_forward(x, {.activation = "gelo"}); });
  BOOST_TEST(message.find("no activation named 'gelo'") != std::string::npos, message);
}

BOOST_AUTO_TEST_SUITE_END()
