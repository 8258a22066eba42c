// The algorithms of backends for convolutions: Winograd's tiles, vectors of pixels.
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>

#include "fovea/cpu/cpu.h"
#include "fovea/graph/names.h"
#include "fovea/plan/make_plan.h"
#include "fovea/runtime/session.h"
#include "tests/layers/conv2d_cases.h"
#include "tests/support/convolution_graph.h"

using namespace fovea;

namespace {

// conv2d_test.cpp checks the gradients with smaller shapes, so two elements are enough here.
void check_algorithm(std::initializer_list<ConvCase> cases, float range = 1) {
  check_convolutions(cases, range, 2);
}

// The kernel that the CPU backend uses for the layer.
std::string cpu_kernel(const ConvCase& layer) {
  Graph graph;
  graph.output("y", fovea::conv2d(graph.input("x", {layer.x}), layer.config));
  return make_plan(graph, cpu::CpuBackend()).steps.back().kernel;
}

// Whether it uses this kernel in a graph with all gradients of the layer.
bool cpu_takes(const ConvCase& layer, const std::string& kernel) {
  Graph graph;
  add_convolution(graph, layer.x, layer.config, false);
  const Plan plan = make_plan(graph, cpu::CpuBackend());
  return std::ranges::count(plan.steps, kernel, &Step::kernel) > 0;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(conv2d_algorithms)

// Shapes that a backend may compute in vectors of pixels: each number of channels, rows of whole
// vectors and more, images of several chunks.
BOOST_AUTO_TEST_CASE(few_channels) {
  check_algorithm({
      {{3, 9, 28, 1}, {.channels = 6, .kernel = 5, .padding = 2}},
      {{2, 7, 13, 4}, {.channels = 8, .kernel = 3, .padding = 1, .bias = false}},
      {{1, 11, 30, 3}, {.channels = 1, .kernel = 4, .padding = {1, 2, 0, 3}}},
      {{2, 8, 33, 2}, {.channels = 2, .kernel = {2, 7}, .stride = {3, 1}, .padding = 3}},
      {{2, 10, 21, 1}, {.channels = 4, .kernel = {3, 6}, .padding = 2, .dilation = {2, 1}}},
      {{1, 6, 47, 3}, {.channels = 3, .kernel = {3, 1}}},
      {{2, 12, 20, 1}, {.channels = 6, .kernel = {3, 4}, .padding = 1, .dilation = {1, 3}}},
      {{1, 5, 14, 2}, {.channels = 8, .kernel = 11, .padding = 5}},
  });
  check_algorithm({{{1, 184, 45, 1}, {.channels = 6, .kernel = 5}}},
                  0.1f);  // several chunks per image
}

// A pixel that no tap sees has no influence, even if it is NaN.
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
  const std::vector<ConvCase> cases = {
      {{3, 9, 7, 19}, {.channels = 37, .kernel = 3, .padding = 1}},
      {{2, 5, 11, 33}, {.channels = 17, .kernel = 3, .padding = 2, .bias = false}},
      {{1, 10, 10, 16}, {.channels = 16, .kernel = 3}},
      {{2, 9, 8, 24}, {.channels = 12, .kernel = 3, .padding = {0, 1, 2, 0}}},
      {{1, 6, 6, 16}, {.channels = 16, .kernel = 3, .padding = 3}},
      {{7, 8, 16, 16}, {.channels = 16, .kernel = 3, .padding = 1}},
      {{1, 7, 10, 256}, {.channels = 9, .kernel = 3, .padding = 1}},
  };
  for (const ConvCase& each : cases) {
    BOOST_TEST(cpu_kernel(each) == "conv2d_winograd", each.x.str());
    check_algorithm({each});
  }
  // The inputs are small: the sum of 18,590 results must be exact to 1e-5.
  const ConvCase wide = {{1, 11, 13, 64}, {.channels = 130, .kernel = 3, .padding = 1}};
  BOOST_TEST(cpu_kernel(wide) == "conv2d_winograd");
  check_algorithm({wide}, 0.1f);
}

BOOST_AUTO_TEST_CASE(tiles_of_five_taps) {
  const std::vector<ConvCase> cases = {
      {{3, 9, 7, 19}, {.channels = 37, .kernel = 5, .padding = 2}},
      {{2, 5, 11, 33}, {.channels = 17, .kernel = 5, .padding = 3, .bias = false}},
      {{1, 10, 10, 16}, {.channels = 16, .kernel = 5}},
      {{2, 9, 8, 24}, {.channels = 18, .kernel = 5, .padding = {0, 4, 2, 1}}},
      {{1, 7, 10, 256}, {.channels = 16, .kernel = 5, .padding = 4}},
  };
  for (const ConvCase& each : cases) {
    BOOST_TEST(cpu_kernel(each) == "conv2d_winograd", each.x.str());
    check_algorithm({each}, 0.1f);
  }
}

// The same for the gradient of the weight: channels of less and more than a block, tiles of one
// section, of several and of several parts.
BOOST_AUTO_TEST_CASE(tiles_of_weight_gradients) {
  const std::vector<ConvCase> cases = {
      {{7, 9, 7, 19}, {.channels = 37, .kernel = 3, .padding = 1}},
      {{9, 5, 11, 33}, {.channels = 17, .kernel = 3, .padding = 2, .bias = false}},
      {{4, 10, 10, 16}, {.channels = 16, .kernel = 3}},
      {{5, 9, 8, 24}, {.channels = 12, .kernel = 3, .padding = {0, 1, 2, 0}}},
      {{1, 14, 14, 65}, {.channels = 66, .kernel = 3, .padding = 1}},
      {{2, 30, 31, 8}, {.channels = 32, .kernel = 3, .padding = 1}},
  };
  for (const ConvCase& each : cases) {
    BOOST_TEST(cpu_takes(each, "conv2d_winograd_grad_weight"), each.x.str());
    check_algorithm({each}, 0.1f);
  }
  BOOST_TEST(!cpu_takes({{1, 7, 7, 64}, cases[0].config}, "conv2d_winograd_grad_weight"));
}

// Few inputs with many outputs, whose weight gradient is summed transposed; the same with groups.
BOOST_AUTO_TEST_CASE(stems) {
  check_algorithm({
      {{2, 9, 9, 3}, {.channels = 32, .kernel = 5, .stride = 2, .padding = 2}},
      {{1, 12, 11, 1}, {.channels = 64, .kernel = {11, 3}, .stride = {1, 4}, .padding = 5}},
      {{2, 6, 7, 6}, {.channels = 64, .kernel = 3, .dilation = {2, 1}, .groups = 2}},
  });
  check_algorithm({{{1, 40, 41, 3}, {.channels = 96, .kernel = 7, .padding = 3}}},
                  0.1f);  // several parts
}

// Pixels so far apart that they collide in a cache, and those that a 1x1 kernel skips.
BOOST_AUTO_TEST_CASE(copied_pixels) {
  check_algorithm(
      {
          {{2, 7, 9, 16}, {.channels = 40, .stride = 2}},
          {{1, 6, 6, 1024}, {.channels = 32}},
          {{1, 5, 6, 512}, {.channels = 33, .stride = {1, 2}}},
          {{1, 5, 6, 512}, {.channels = 17, .kernel = 3, .stride = 2, .padding = 1}},
      },
      0.1f);
}

BOOST_AUTO_TEST_CASE(small_and_strided_shapes_go_direct) {
  const Conv2dConfig config{.channels = 32, .kernel = 3, .padding = 1};
  const auto kernel = [&](const Shape& x, auto&& change) {
    ConvCase changed{x, config};
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
  BOOST_TEST(kernel(x, [](auto& c) { c.kernel = {5, 3}; }) == "conv2d");
  BOOST_TEST(kernel({2, 8, 8, 15}, [](auto& c) { c.kernel = 5; }) == "conv2d");
  BOOST_TEST(kernel(x, [](auto& c) { c.kernel = 7; }) == "conv2d");
}

BOOST_AUTO_TEST_SUITE_END()
