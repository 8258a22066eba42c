#include "fovea/layers/hard_tanh.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "fovea/layers/activations.h"
#include "fovea/layers/conv2d.h"
#include "tests/layers/check_layer.h"
#include "tests/layers/check_values.h"
#include "tests/layers/run_layer.h"

using namespace fovea;

BOOST_AUTO_TEST_SUITE(hard_tanh)

BOOST_AUTO_TEST_CASE(agrees_everywhere) {
  check_activation([](Value x) { return fovea::hard_tanh(x); });
}

BOOST_AUTO_TEST_CASE(known_values) {
  const float above = std::nextafter(1.0f, 2.0f), below = std::nextafter(1.0f, 0.0f);
  check_values([](Value x) { return fovea::hard_tanh(x); }, {{0, 0},
                                                             {-0.0f, -0.0},
                                                             {0.25f, 0.25},
                                                             {-0.75f, -0.75},
                                                             {1, 1},
                                                             {-1, -1},
                                                             {below, below},
                                                             {-below, -below},
                                                             {above, 1},
                                                             {-above, -1},
                                                             {1e30f, 1},
                                                             {-1e30f, -1},
                                                             {infinity, 1},
                                                             {-infinity, -1},
                                                             {not_a_number, not_a_number}});
}

BOOST_AUTO_TEST_CASE(other_bounds) {
  check_activation(
      [](Value x) { return fovea::hard_tanh(x, {.min_value = -0.3f, .max_value = 2}); });
  check_values([](Value x) { return fovea::hard_tanh(x, {.min_value = 1, .max_value = 2}); },
               {{0, 1}, {1.5f, 1.5}, {3, 2}});
}

BOOST_AUTO_TEST_CASE(known_by_name) {
  Graph graph;
  activation("hard_tanh", graph.input("x", {Shape{2}}));
  BOOST_TEST(graph.nodes().back().layer->kind() == "hard_tanh");
}

// It becomes the tail of the kernel before it.
BOOST_AUTO_TEST_CASE(fuses) {
  const auto build = [](Graph&, std::span<const Value> x) {
    return std::vector{fovea::hard_tanh(fovea::conv2d(x[0], {.channels = 17, .kernel = 3}))};
  };
  check_layer({.label = "conv2d, hard_tanh",
               .inputs = {{Shape{2, 5, 4, 3}}},
               .build = build,
               .ranges = {{-2, 2}}});
  Graph graph;
  const Value x = graph.input("x", {Shape{1, 4, 4, 3}});
  graph.output("y", build(graph, std::span(&x, 1)).front());
  BOOST_TEST(fuse_epilogues(graph)->nodes().size() == 1);
}

BOOST_AUTO_TEST_CASE(errors_name_the_rule) {
  Graph graph;
  const Value x = graph.input("x", {Shape{2}});
  const auto says = [&](HardTanhConfig config, const std::string& what) {
    const std::string message = message_of([&] { fovea::hard_tanh(x, config); });
    BOOST_TEST(message.find(what) != std::string::npos, message);
  };
  says({.min_value = 3, .max_value = 2}, "min_value 3 must be less than its max_value 2");
  says({.min_value = 1}, "min_value 1 must be less than its max_value 1");
  says({.max_value = not_a_number}, "min_value -1 must be less than its max_value nan");
}

BOOST_AUTO_TEST_SUITE_END()
