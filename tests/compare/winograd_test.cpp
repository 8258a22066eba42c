// If a backend uses Winograd's kernel, its error limit comes from the sums of this kernel: tiles,
// not windows.
#include <cmath>

#include "fovea/core/random.h"
#include "fovea/graph/differentiate.h"
#include "fovea/layers/conv2d.h"
#include "fovea/layers/mean.h"
#include "fovea/layers/multiply.h"
#include "tests/compare/compare_step.h"
#include "tests/compare/random_graph.h"
#include "tests/support/winograd_backend.h"

using namespace fovea;

namespace fovea::reference {
void register_all(KernelTable& table);
}

namespace {

ExampleStep convolution(const Tensor& image, int channels, int kernel = 3) {
  ExampleStep step{std::make_unique<Graph>(), {}, {}};
  const Value x = step.graph->input("x", image.type());
  step.graph->output(
      "y", fovea::conv2d(x, {.channels = channels, .kernel = kernel, .padding = kernel / 2}));
  step.feed["x"] = image;
  for (const Variable& variable : step.graph->variables()) {
    step.variables[variable.name] = variable.initializer.make(variable.type, 3, variable.name);
  }
  return step;
}

// Only the gradient of the weight, for gradients of the results that are fed.
ExampleStep weight_gradient(const Tensor& image, const Tensor& gradient) {
  ExampleStep step{std::make_unique<Graph>(), {}, {}};
  Graph& graph = *step.graph;
  const Value x = graph.input("x", image.type()), dy = graph.input("dy", gradient.type());
  const Shape weights{gradient.shape()[3], 3, 3, image.shape()[3]};
  const Value weight = graph.variable({"weight", {weights}, {}});
  const Value y = fovea::conv2d(x, weight, {}, {.padding = 1});
  graph.output("dw", differentiate(mean(multiply(y, dy)), std::vector{weight}).front());
  step.feed = {{"x", image}, {"dy", gradient}};
  step.variables["weight"] = Tensor({weights});
  return step;
}

Tensor random_image(const Shape& shape) {
  Tensor image({shape});
  const Random random(5, 0);
  std::uint64_t i = 0;
  for (float& value : image.as<float>()) value = 2 * random.uniform(i++) - 1;
  return image;
}

const NodeComparison& node_of(const Comparison& comparison, const std::string& kernel) {
  const auto node = std::ranges::find(comparison.nodes, kernel, &NodeComparison::kernel);
  BOOST_REQUIRE(node != comparison.nodes.end());
  return *node;
}

// Each result of the kernel in turn gets an error of a thousandth, which must be found if the
// result has at least the usual size.
void find_faults(const ExampleStep& step, const std::string& name, size_t results,
                 std::initializer_list<uint> tiles = {2, 4}, uint taps = 3) {
  reference::KernelTable kernels;
  reference::register_all(kernels);
  for (const uint tile : tiles) {
    for (size_t wrong = 0; wrong < results; ++wrong) {
      reference::ReferenceBackend reference;
      reference::Kernel kernel = kernels.at(name);
      bool small = false;
      kernel.in_float = [right = kernel.in_float, wrong, &small](const KernelArgs& args) {
        right(args);
        const std::span<float> y(args.output<float>(0), static_cast<size_t>(args.output_count(0)));
        float squares = 0;
        for (const float value : y) squares += value * value;
        small = y[wrong] * y[wrong] < squares / static_cast<float>(y.size());
        if (!small) y[wrong] *= 1.001f;
      };
      reference.add(name, kernel);
      WinogradBackend backend(reference, tile, false, taps);
      const NodeComparison node = node_of(compare_on(backend, step), name);
      BOOST_TEST(node.passed() == small, "element " << wrong);
    }
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(winograd)

BOOST_AUTO_TEST_CASE(random_graphs_agree) {
  reference::ReferenceBackend reference;
  for (const uint tile : {2u, 4u}) {
    WinogradBackend backend(reference, tile);
    for (std::uint64_t seed = 0; seed < 10; ++seed) {
      expect_agreement(backend, random_training(seed), fmt::format("seed {}, {}", seed, tile));
    }
  }
}

// A result that is 0 by the formula of conv2d may have an error relative to its tile.
BOOST_AUTO_TEST_CASE(empty_windows_beside_large_values_agree) {
  Tensor image = random_image({1, 8, 8, 3});
  std::fill_n(image.as<float>().begin(), 8 * 5 * 3, 0.0f);
  reference::ReferenceBackend reference;
  for (const auto& [tile, fused] : {std::pair{2u, false}, {2u, true}, {4u, false}, {4u, true}}) {
    WinogradBackend backend(reference, tile, fused);
    const NodeComparison node = node_of(compare_on(backend, convolution(image, 4)),
                                        fused ? "conv2d_winograd_fused" : "conv2d_winograd");
    BOOST_TEST(node.passed(), node.fault);
    BOOST_TEST(node.relative > 0);
  }
  for (const bool fused : {false, true}) {
    WinogradBackend backend(reference, 2, fused, 5);
    const NodeComparison node = node_of(compare_on(backend, convolution(image, 4, 5)),
                                        fused ? "conv2d_winograd_fused" : "conv2d_winograd");
    BOOST_TEST(node.passed(), node.fault);
    BOOST_TEST(node.relative > 0);
  }
}

// The same for taps that saw only pixels of 0: a gradient at one corner, pixels at the other.
BOOST_AUTO_TEST_CASE(taps_without_pixels_agree) {
  Tensor image = random_image({1, 4, 4, 3}), gradient = random_image({1, 4, 4, 5});
  std::fill_n(image.as<float>().begin(), 4 * 2 * 3, 0.0f);
  std::fill_n(gradient.as<float>().begin() + 4 * 5, 4 * 3 * 5, 0.0f);
  reference::ReferenceBackend reference;
  for (const uint tile : {2u, 4u}) {
    WinogradBackend backend(reference, tile);
    const NodeComparison node = node_of(compare_on(backend, weight_gradient(image, gradient)),
                                        "conv2d_winograd_grad_weight");
    BOOST_TEST(node.passed(), node.fault);
  }
}

BOOST_AUTO_TEST_CASE(a_result_off_by_a_thousandth_is_found) {
  find_faults(convolution(random_image({1, 4, 4, 64}), 2), "conv2d_winograd", 4 * 4 * 2);
  find_faults(convolution(random_image({1, 4, 4, 64}), 2, 5), "conv2d_winograd", 4 * 4 * 2, {2}, 5);
}

BOOST_AUTO_TEST_CASE(a_tap_off_by_a_thousandth_is_found) {
  find_faults(weight_gradient(random_image({2, 8, 8, 3}), random_image({2, 8, 8, 2})),
              "conv2d_winograd_grad_weight", 2 * 9 * 3);
}

BOOST_AUTO_TEST_SUITE_END()
