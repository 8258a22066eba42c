#include "fovea/layers/clip.h"

#include <boost/test/unit_test.hpp>

#include "fovea/layers/conv2d.h"
#include "tests/layers/check_layer.h"
#include "tests/layers/check_values.h"
#include "tests/layers/run_layer.h"

using namespace fovea;

BOOST_AUTO_TEST_SUITE(clip)

BOOST_AUTO_TEST_CASE(agrees_everywhere) {
  check_activation([](Value x) { return relu6(x); });
  check_activation([](Value x) { return fovea::clip(x, {-0.7f, 0.2f}); });
  check_activation([](Value x) { return fovea::clip(x, {.high = 1}); });
}

BOOST_AUTO_TEST_CASE(known_values) {
  check_values([](Value x) { return relu6(x); }, {{-1, 0},
                                                  {0, 0},
                                                  {2.5f, 2.5},
                                                  {6, 6},
                                                  {7, 6},
                                                  {infinity, 6},
                                                  {-infinity, 0},
                                                  {not_a_number, not_a_number}});
  check_values([](Value x) { return fovea::clip(x, {.low = -2}); },
               {{-3, -2}, {1e9f, 1e9}, {infinity, infinity}});
}

// It becomes the tail of the kernel before it.
BOOST_AUTO_TEST_CASE(fuses) {
  check_layer({.label = "conv2d, relu6",
               .inputs = {{Shape{2, 5, 4, 3}}},
               .build =
                   [](auto&, auto x) {
                     return std::vector{relu6(conv2d(x[0], {.channels = 17, .kernel = 3}))};
                   },
               .ranges = {{-9, 9}}});
  Graph graph;
  const Value x = graph.input("x", {Shape{1, 4, 4, 3}});
  graph.output("y", relu6(conv2d(x, {.channels = 2, .kernel = 3})));
  BOOST_TEST(fuse_epilogues(graph)->nodes().size() == 1);
}

BOOST_AUTO_TEST_CASE(errors_name_the_rule) {
  Graph graph;
  const Value x = graph.input("x", {Shape{2}});
  const std::string message = message_of([&] { fovea::clip(x, {3, 2}); });
  BOOST_TEST(message.find("bounds 3 and 2 leave nothing between them") != std::string::npos,
             message);
}

BOOST_AUTO_TEST_SUITE_END()
