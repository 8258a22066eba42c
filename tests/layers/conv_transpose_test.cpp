#include "fovea/layers/conv_transpose.h"

#include <boost/test/unit_test.hpp>

#include "tests/layers/check_layer.h"
#include "tests/layers/run_layer.h"

using namespace fovea;

BOOST_AUTO_TEST_SUITE(conv_transpose)

BOOST_AUTO_TEST_CASE(odd_shapes) {
  struct Case {
    Shape x;
    ConvTransposeConfig config;
  };
  const Case cases[] = {
      {{1, 1, 1, 1}, {.channels = 1}},
      {{2, 3, 4, 3}, {.channels = 5, .kernel = 3}},
      {{2, 3, 4, 17}, {.channels = 3, .kernel = 2, .stride = 2, .bias = false}},
      {{1, 5, 3, 4},
       {.channels = 6, .kernel = {3, 4}, .stride = {2, 3}, .padding = Padding(1, 0, 2, 1)}},
      {{2, 3, 3, 4},
       {.channels = 2, .kernel = 3, .stride = 2, .padding = 1, .output_padding = {1, 0}}},
      {{1, 4, 4, 2}, {.channels = 2, .kernel = 2, .dilation = {2, 3}}},
      {{2, 4, 3, 6},
       {.channels = 4, .kernel = 3, .stride = 2, .padding = Same::upper, .groups = 2}},
      {{1, 3, 3, 2}, {.channels = 2, .kernel = 4, .stride = 3, .padding = Same::lower}},
  };
  for (const auto& [x, config] : cases) {
    check_layer({.label = x.str(), .inputs = {{x}}, .build = [&, &config = config](auto&, auto v) {
                   return std::vector{fovea::conv_transpose(v[0], config)};
                 }});
  }
}

// Each pixel adds its number times the kernel to the output.
BOOST_AUTO_TEST_CASE(by_hand) {
  Graph graph;
  const Value x = graph.input("x", {Shape{1, 1, 2, 1}});
  graph.output(
      "y", fovea::conv_transpose(
               x, {.channels = 1, .kernel = {1, 3}, .stride = {1, 2}, .bias = false, .name = "c"}));
  BOOST_TEST(run_layer(graph, {{"x", {1, 10}}}, {{"c/weight", {1, 2, 3}}}) ==
                 (std::vector<float>{1, 2, 13, 20, 30}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(errors_name_the_rule) {
  Graph graph;
  const Value x = graph.input("x", {Shape{1, 2, 2, 3}});
  const auto says = [&](ConvTransposeConfig config, std::string_view what) {
    const std::string message = message_of([&] { fovea::conv_transpose(x, config); });
    BOOST_TEST(message.find(what) != std::string::npos, message);
  };
  says({.channels = 0}, "0 output channels are too few");
  says({.channels = 2, .groups = 2}, "groups 2 must divide the input's 3 channels");
  says({.channels = 2, .padding = 1}, "padding 1 and 1 leave nothing of 2");
  says({.channels = 2, .stride = 2, .output_padding = 2}, "an output padding of 2 is not below");
}

BOOST_AUTO_TEST_SUITE_END()
