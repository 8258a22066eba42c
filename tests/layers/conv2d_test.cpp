#include "fovea/layers/conv2d.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>

#include "fovea/cpu/cpu.h"
#include "fovea/graph/names.h"
#include "fovea/layers/add.h"
#include "fovea/layers/relu.h"
#include "tests/layers/check_layer.h"
#include "tests/layers/conv2d_cases.h"
#include "tests/layers/run_layer.h"

using namespace fovea;

namespace {

std::string message(const TensorType& type, const Conv2dConfig& config) {
  Graph graph;
  const Value x = graph.input("x", type);
  return message_of([&] { fovea::conv2d(x, config); });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(conv2d)

BOOST_AUTO_TEST_CASE(kernels_and_channels) {
  check_convolutions({
      {{1, 1, 1, 1}, {.channels = 1}},
      {{3, 5, 4, 3}, {.channels = 17, .kernel = {3, 2}, .bias = false}},
      {{2, 4, 6, 17}, {.channels = 5}},
      {{1, 7, 7, 6}, {.channels = 16, .kernel = 5}},
      {{2, 9, 9, 1}, {.channels = 6, .kernel = 5, .padding = 2}},
      {{1, 6, 6, 32}, {.channels = 48, .kernel = 3, .padding = 1}},
  });
}

BOOST_AUTO_TEST_CASE(strides_paddings_dilations) {
  check_convolutions({
      {{1, 1, 1, 3}, {.channels = 2, .kernel = 3, .padding = 1}},
      {{2, 7, 9, 3}, {.channels = 4, .kernel = 2, .stride = {3, 4}}},
      {{1, 8, 5, 2}, {.channels = 3, .kernel = 3, .stride = 2, .padding = {0, 1, 2, 0}}},
      {{3, 6, 7, 1}, {.channels = 3, .kernel = 3, .stride = 2, .padding = Same::upper}},
      {{1, 6, 7, 2}, {.channels = 3, .kernel = 4, .stride = 3, .padding = Same::lower}},
      {{1, 9, 8, 2}, {.channels = 3, .kernel = {3, 2}, .padding = 2, .dilation = {2, 3}}},
      {{2, 3, 3, 2}, {.channels = 2, .kernel = 2, .padding = 4}},
  });
}

BOOST_AUTO_TEST_CASE(groups) {
  check_convolutions({
      {{1, 4, 4, 4}, {.channels = 6, .kernel = 3, .padding = 1, .groups = 2}},
      {{2, 5, 5, 17}, {.channels = 17, .kernel = 3, .stride = 2, .groups = 17}},
      {{3, 3, 3, 3}, {.channels = 6, .kernel = 2, .groups = 3, .bias = false}},
  });
}

// The same kernel computes the following layers too.
BOOST_AUTO_TEST_CASE(with_its_successors) {
  check_layer({.label = "relu(conv2d + residual)",
               .inputs = {{Shape{2, 4, 4, 3}}, {Shape{2, 4, 4, 5}}},
               .build = [](auto&, auto x) {
                 const Value y = fovea::conv2d(x[0], {.channels = 5, .kernel = 3, .padding = 1});
                 return std::vector{relu(add(y, x[1]))};
               }});
  check_layer({.label = "relu(conv2d + residual) in tiles",
               .inputs = {{Shape{2, 7, 9, 16}}, {Shape{2, 7, 9, 18}}},
               .build = [](auto&, auto x) {
                 const Value y = fovea::conv2d(x[0], {.channels = 18, .kernel = 3, .padding = 1});
                 return std::vector{relu(add(y, x[1]))};
               }});
}

BOOST_AUTO_TEST_CASE(by_hand) {
  const auto run = [](const Shape& shape, const Conv2dConfig& config, const Numbers& numbers) {
    Graph graph;
    graph.output("y", fovea::conv2d(graph.input("x", {shape}), config));
    return run_layer(graph, {{"x", numbers.at("x")}}, {{"c/weight", numbers.at("weight")}});
  };
  // a cross-correlation: the kernel is not turned
  const Conv2dConfig config{.channels = 1, .kernel = 2, .bias = false, .name = "c"};
  BOOST_TEST(run({1, 3, 3, 1}, config,
                 {{"x", {1, 2, 3, 4, 5, 6, 7, 8, 9}}, {"weight", {1, 10, 100, 1000}}}) ==
                 (std::vector<float>{5421, 6532, 8754, 9865}),
             boost::test_tools::per_element());
  // SAME puts the odd row at the end (upper) or at the start (lower)
  const Numbers line = {{"x", {1, 2, 3, 4}}, {"weight", {1, 10}}};
  Conv2dConfig same{
      .channels = 1, .kernel = {1, 2}, .padding = Same::upper, .bias = false, .name = "c"};
  BOOST_TEST(run({1, 1, 4, 1}, same, line) == (std::vector<float>{21, 32, 43, 4}),
             boost::test_tools::per_element());
  same.padding = Same::lower;
  BOOST_TEST(run({1, 1, 4, 1}, same, line) == (std::vector<float>{10, 21, 32, 43}),
             boost::test_tools::per_element());
  // two groups are independent
  const Conv2dConfig groups{.channels = 2, .groups = 2, .bias = false, .name = "c"};
  BOOST_TEST(run({1, 1, 2, 2}, groups, {{"x", {1, 2, 3, 4}}, {"weight", {10, 100}}}) ==
                 (std::vector<float>{10, 200, 30, 400}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(errors_name_the_rule) {
  const TensorType image{Shape{2, 4, 4, 3}};
  BOOST_TEST(message(image, {.channels = 8, .kernel = 5, .name = "conv3"}) ==
             "conv3: kernel 5x5 with padding 0 does not fit input 4x4; the node is conv2d on f32 "
             "(2, 4, 4, 3)");
  const auto says = [&](const TensorType& x, const Conv2dConfig& config, std::string_view what) {
    BOOST_TEST(message(x, config).find(what) != std::string::npos, message(x, config));
  };
  says({Shape{4, 4}}, {.channels = 8}, "takes an f32 image (N, H, W, C)");
  says({Shape{2, 4, 4, 3}, DType::u8}, {.channels = 8}, "takes an f32 image (N, H, W, C)");
  says({Shape{2, 0, 4, 3}}, {.channels = 8}, "empty image");
  says(image, {}, "0 output channels");
  says(image, {.channels = 4, .groups = 2}, "groups 2 must divide");
  says(image, {.channels = 3, .groups = 0}, "groups 0 must divide");
  says(image, {.channels = 3, .stride = 0}, "must be at least 1");
  says(image, {.channels = 3, .kernel = -1}, "must be at least 1");
  says(image, {.channels = 3, .dilation = {1, 0}}, "must be at least 1");
  says(image, {.channels = 3, .padding = -1}, "padding -1 is negative");
  says(image, {.channels = 3, .kernel = 3, .dilation = 2}, "kernel 3x3 dilated by 2x2");
  Graph graph;
  const Value x = graph.input("x", image), weight = graph.input("w", {Shape{5, 1, 1, 2}});
  BOOST_CHECK_THROW(fovea::conv2d(x, weight, {}, {}), Error);
}

BOOST_AUTO_TEST_SUITE_END()
