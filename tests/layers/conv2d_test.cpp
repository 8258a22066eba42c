#include "fovea/layers/conv2d.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>

#include "fovea/cpu/cpu.h"
#include "fovea/graph/names.h"
#include "fovea/layers/add.h"
#include "fovea/layers/relu.h"
#include "tests/layers/check_layer.h"
#include "tests/layers/run_layer.h"
#include "tests/support/convolution_graph.h"

using namespace fovea;

namespace {

struct Case {
  Shape x;
  Conv2dConfig config;
};

void check(std::initializer_list<Case> cases, float range = 1) {
  for (const auto& [x, config] : cases) {
    check_layer({.label = fmt::format("{} -> {} by {}x{}", x.str(), config.channels,
                                      config.kernel.h, config.kernel.w),
                 .inputs = {{x}},
                 .build = [&](auto&, auto v) { return std::vector{fovea::conv2d(v[0], config)}; },
                 .ranges = {{-range, range}}});
  }
}

// What the CPU backend computes the layer by.
std::string cpu_kernel(const Case& layer) {
  Graph graph;
  graph.output("y", fovea::conv2d(graph.input("x", {layer.x}), layer.config));
  return make_plan(graph, cpu::CpuBackend()).steps.back().kernel;
}

// Whether it has such a step in a graph with all gradients of the layer.
bool cpu_takes(const Case& layer, const std::string& kernel) {
  Graph graph;
  add_convolution(graph, layer.x, layer.config, false);
  const Plan plan = make_plan(graph, cpu::CpuBackend());
  return std::ranges::count(plan.steps, kernel, &Step::kernel) > 0;
}

std::string message(const TensorType& type, const Conv2dConfig& config) {
  Graph graph;
  const Value x = graph.input("x", type);
  return message_of([&] { fovea::conv2d(x, config); });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(conv2d)

BOOST_AUTO_TEST_CASE(kernels_and_channels) {
  check({
      {{1, 1, 1, 1}, {.channels = 1}},
      {{3, 5, 4, 3}, {.channels = 17, .kernel = {3, 2}, .bias = false}},
      {{2, 4, 6, 17}, {.channels = 5}},
      {{1, 7, 7, 6}, {.channels = 16, .kernel = 5}},
      {{2, 9, 9, 1}, {.channels = 6, .kernel = 5, .padding = 2}},
      {{1, 6, 6, 32}, {.channels = 48, .kernel = 3, .padding = 1}},
  });
}

BOOST_AUTO_TEST_CASE(strides_paddings_dilations) {
  check({
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
  check({
      {{1, 4, 4, 4}, {.channels = 6, .kernel = 3, .padding = 1, .groups = 2}},
      {{2, 5, 5, 17}, {.channels = 17, .kernel = 3, .stride = 2, .groups = 17}},
      {{3, 3, 3, 3}, {.channels = 6, .kernel = 2, .groups = 3, .bias = false}},
  });
}

// Shapes that a backend may compute in vectors of pixels: each number of channels, rows of whole
// vectors and more, images of several chunks.
BOOST_AUTO_TEST_CASE(few_channels) {
  check({
      {{3, 9, 28, 1}, {.channels = 6, .kernel = 5, .padding = 2}},
      {{2, 7, 13, 4}, {.channels = 8, .kernel = 3, .padding = 1, .bias = false}},
      {{1, 11, 30, 3}, {.channels = 1, .kernel = 4, .padding = {1, 2, 0, 3}}},
      {{2, 8, 33, 2}, {.channels = 2, .kernel = {2, 7}, .stride = {3, 1}, .padding = 3}},
      {{2, 10, 21, 1}, {.channels = 4, .kernel = {3, 6}, .padding = 2, .dilation = {2, 1}}},
      {{1, 6, 47, 3}, {.channels = 3, .kernel = {3, 1}}},
      {{2, 12, 20, 1}, {.channels = 6, .kernel = {3, 4}, .padding = 1, .dilation = {1, 3}}},
      {{1, 5, 14, 2}, {.channels = 8, .kernel = 11, .padding = 5}},
  });
  check({{{1, 184, 45, 1}, {.channels = 6, .kernel = 5}}}, 0.1f);  // several chunks an image
}

// What no tap sees does not reach it, be it a number or not.
BOOST_AUTO_TEST_CASE(gradients_of_few_channels_leave_out_what_a_tap_does_not_see) {
  constexpr std::int64_t width = 21;
  auto graph = std::make_unique<Graph>();
  const Value x = graph->input("x", {Shape{1, 5, width, 1}});
  const Value weight = graph->variable({"weight", {Shape{6, 3, 3, 1}}, {}});
  const Value y = fovea::conv2d(x, weight, {}, {});
  graph->output("dw", differentiate(mean(y), std::vector{weight})[0]);
  Tensor pixels(TensorType{Shape{1, 5, width, 1}, DType::f32});
  for (float& pixel : pixels.as<float>()) pixel = 1;
  for (size_t row = 0; row < 5; ++row) {
    pixels.as<float>()[row * width + width - 1] = std::numeric_limits<float>::infinity();
  }
  cpu::CpuBackend backend({.threads = 1});
  Session session(backend, std::move(graph));
  const Results results = session.run(names::run, {{"x", pixels}});
  const std::span<const float> dw = results.at("dw").as<float>();
  for (size_t i = 0; i < dw.size(); ++i) BOOST_TEST(std::isfinite(dw[i]) == (i % 3 != 2));
}

// Shapes that a backend may compute by Winograd's algorithm, with tiles that reach over the edges.
BOOST_AUTO_TEST_CASE(tiles) {
  const std::vector<Case> cases = {
      {{3, 9, 7, 19}, {.channels = 37, .kernel = 3, .padding = 1}},
      {{2, 5, 11, 33}, {.channels = 17, .kernel = 3, .padding = 2, .bias = false}},
      {{1, 10, 10, 16}, {.channels = 16, .kernel = 3}},
      {{2, 9, 8, 24}, {.channels = 12, .kernel = 3, .padding = {0, 1, 2, 0}}},
      {{1, 6, 6, 16}, {.channels = 16, .kernel = 3, .padding = 3}},
      {{7, 8, 16, 16}, {.channels = 16, .kernel = 3, .padding = 1}},
      {{1, 7, 10, 256}, {.channels = 9, .kernel = 3, .padding = 1}},
  };
  for (const Case& each : cases) {
    BOOST_TEST(cpu_kernel(each) == "conv2d_winograd", each.x.str());
    check({each});
  }
  // Small inputs: the sum of 18,590 results is held to 1e-5.
  const Case wide = {{1, 11, 13, 64}, {.channels = 130, .kernel = 3, .padding = 1}};
  BOOST_TEST(cpu_kernel(wide) == "conv2d_winograd");
  check({wide}, 0.1f);
}

// The same for the gradient of the weight: channels of less and more than a block, tiles of one
// section, of several and of several parts.
BOOST_AUTO_TEST_CASE(tiles_of_weight_gradients) {
  const std::vector<Case> cases = {
      {{7, 9, 7, 19}, {.channels = 37, .kernel = 3, .padding = 1}},
      {{9, 5, 11, 33}, {.channels = 17, .kernel = 3, .padding = 2, .bias = false}},
      {{4, 10, 10, 16}, {.channels = 16, .kernel = 3}},
      {{5, 9, 8, 24}, {.channels = 12, .kernel = 3, .padding = {0, 1, 2, 0}}},
      {{2, 11, 13, 66}, {.channels = 70, .kernel = 3, .padding = 1}},
      {{2, 30, 31, 8}, {.channels = 32, .kernel = 3, .padding = 1}},
  };
  for (const Case& each : cases) {
    BOOST_TEST(cpu_takes(each, "conv2d_winograd_grad_weight"), each.x.str());
    check({each}, 0.1f);
  }
  BOOST_TEST(!cpu_takes({{1, 7, 7, 64}, cases[0].config}, "conv2d_winograd_grad_weight"));
}

BOOST_AUTO_TEST_CASE(small_and_strided_shapes_go_direct) {
  const Conv2dConfig config{.channels = 32, .kernel = 3, .padding = 1};
  const auto kernel = [&](const Shape& x, auto&& change) {
    Case changed{x, config};
    change(changed.config);
    return cpu_kernel(changed);
  };
  const Shape x{2, 8, 8, 32};
  BOOST_TEST(kernel(x, [](auto&) {}) == "conv2d_winograd");
  BOOST_TEST(kernel({1, 5, 5, 32}, [](auto&) {}) == "conv2d");
  BOOST_TEST(kernel({2, 8, 8, 3}, [](auto&) {}) == "conv2d");
  BOOST_TEST(kernel({1, 7, 7, 512}, [](auto& c) { c.channels = 512; }) == "conv2d");
  BOOST_TEST(kernel(x, [](auto& c) { c.channels = 4; }) == "conv2d");
  BOOST_TEST(kernel(x, [](auto& c) { c.stride = 2; }) == "conv2d");
  BOOST_TEST(kernel(x, [](auto& c) { c.dilation = 2; }) == "conv2d");
  BOOST_TEST(kernel(x, [](auto& c) { c.groups = 2; }) == "conv2d");
  BOOST_TEST(kernel(x, [](auto& c) { c.kernel = {3, 1}; }) == "conv2d");
}

// What follows is computed by the same kernel.
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
  // SAME puts the odd row behind (upper) or in front (lower)
  const Numbers line = {{"x", {1, 2, 3, 4}}, {"weight", {1, 10}}};
  Conv2dConfig same{
      .channels = 1, .kernel = {1, 2}, .padding = Same::upper, .bias = false, .name = "c"};
  BOOST_TEST(run({1, 1, 4, 1}, same, line) == (std::vector<float>{21, 32, 43, 4}),
             boost::test_tools::per_element());
  same.padding = Same::lower;
  BOOST_TEST(run({1, 1, 4, 1}, same, line) == (std::vector<float>{10, 21, 32, 43}),
             boost::test_tools::per_element());
  // two groups keep to themselves
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
