// A backend that takes Winograd's kernel is held to what that adds up: its tiles, not its windows.
#include <cmath>

#include "fovea/core/random.h"
#include "fovea/layers/conv2d.h"
#include "tests/compare/compare_step.h"
#include "tests/compare/random_graph.h"
#include "tests/support/winograd_backend.h"

using namespace fovea;

namespace fovea::reference {
void register_all(KernelTable& table);
}

namespace {

ExampleStep convolution(const Tensor& image, int channels) {
  ExampleStep step{std::make_unique<Graph>(), {}, {}};
  const Value x = step.graph->input("x", image.type());
  step.graph->output("y", fovea::conv2d(x, {.channels = channels, .kernel = 3, .padding = 1}));
  step.feed["x"] = image;
  for (const Variable& variable : step.graph->variables()) {
    step.variables[variable.name] = variable.initializer.make(variable.type, 3, variable.name);
  }
  return step;
}

Tensor random_image(const Shape& shape) {
  Tensor image({shape});
  const Random random(5, 0);
  std::uint64_t i = 0;
  for (float& value : image.as<float>()) value = 2 * random.uniform(i++) - 1;
  return image;
}

const NodeComparison& node_of(const Comparison& comparison) {
  BOOST_REQUIRE(comparison.nodes.size() == 1);
  BOOST_TEST(comparison.nodes[0].kernel == "conv2d_winograd");
  return comparison.nodes[0];
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

// What is 0 by the formula of conv2d is as exact as its tile is large.
BOOST_AUTO_TEST_CASE(empty_windows_beside_large_values_agree) {
  Tensor image = random_image({1, 8, 8, 3});
  std::fill_n(image.as<float>().begin(), 8 * 5 * 3, 0.0f);
  reference::ReferenceBackend reference;
  for (const uint tile : {2u, 4u}) {
    WinogradBackend backend(reference, tile);
    const NodeComparison node = node_of(compare_on(backend, convolution(image, 4)));
    BOOST_TEST(node.passed(), node.fault);
    BOOST_TEST(node.relative > 0);
  }
}

// Each element in turn, if it is at least of the size that results have.
BOOST_AUTO_TEST_CASE(an_element_off_by_a_thousandth_is_found) {
  reference::KernelTable kernels;
  reference::register_all(kernels);
  const ExampleStep step = convolution(random_image({1, 4, 4, 64}), 2);
  for (const uint tile : {2u, 4u}) {
    for (size_t wrong = 0; wrong < 4 * 4 * 2; ++wrong) {
      reference::ReferenceBackend reference;
      reference::Kernel kernel = kernels.at("conv2d_winograd");
      bool small = false;
      kernel.in_float = [right = kernel.in_float, wrong, &small](const KernelArgs& args) {
        right(args);
        const std::span<float> y(args.output<float>(0), static_cast<size_t>(args.output_count(0)));
        float squares = 0;
        for (const float value : y) squares += value * value;
        small = y[wrong] * y[wrong] < squares / static_cast<float>(y.size());
        if (!small) y[wrong] *= 1.001f;
      };
      reference.add("conv2d_winograd", kernel);
      WinogradBackend backend(reference, tile);
      const NodeComparison node = node_of(compare_on(backend, step));
      BOOST_TEST(node.passed() == small, "element " << wrong);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
