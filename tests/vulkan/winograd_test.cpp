// Winograd's kernels on a Vulkan device: compared with the reference for odd shapes, not used if
// they are wrong, and chosen by the rule.
#include "backends/vulkan/host/winograd.h"

#include "backends/vulkan/shapes/winograd_shape.h"
#include "fovea/core/random.h"
#include "tests/compare/compare_step.h"
#include "tests/support/convolution_graph.h"
#include "tests/support/winograd_backend.h"

using namespace fovea;

namespace {

void fill(ExampleStep& step) {
  for (const int id : step.graph->inputs()) {
    const ValueInfo& info = step.graph->info(id);
    Tensor tensor(info.type);
    const Random random(5, stream_of(info.name));
    std::uint64_t i = 0;
    for (float& value : tensor.as<float>()) value = 2 * random.uniform(i++) - 1;
    step.feed[info.name] = tensor;
  }
  for (const Variable& variable : step.graph->variables()) {
    step.variables[variable.name] = variable.initializer.make(variable.type, 3, variable.name);
  }
}

ExampleStep convolution(const Shape& shape, const Conv2dConfig& config, bool successors) {
  ExampleStep step{std::make_unique<Graph>(), {}, {}};
  add_convolution(*step.graph, shape, config, successors);
  fill(step);
  return step;
}

void check(Backend& device, const Shape& shape, const Conv2dConfig& config, bool successors) {
  const ExampleStep step = convolution(shape, config, successors);
  for (const uint tile : {2u, 4u}) {
    WinogradBackend winograd(device, tile);
    const std::string label = fmt::format("{} -> {}, padding {}, tile {}", shape.str(),
                                          config.channels, config.padding.top, tile);
    const Comparison comparison = compare_on(winograd, step);
    int taken = 0;
    for (const NodeComparison& node : comparison.nodes) {
      taken += node.kernel == "conv2d_winograd";
      BOOST_TEST(node.passed(), label << ": " << node.node << ": " << node.fault);
    }
    BOOST_TEST(taken == 2, label);
    BOOST_TEST(comparison.plan_fault == "", label << ": " << comparison.plan_fault);
  }
}

Step step_of(std::int64_t side, std::int64_t channels) {
  const Shape image{8, side, side, channels};
  Step step;
  step.kernel = step.node = "conv2d";
  step.params = convolution_call("conv2d", {.kernel = 3}, image, image, 1, 1).params;
  return step;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(winograd, *boost::unit_test::precondition(has_test_vulkan))

BOOST_AUTO_TEST_CASE(agrees_at_odd_shapes) {
  Backend& device = *shared_test_vulkan();
  for (const auto& [channels, outputs] : {std::pair{1, 3}, {3, 17}, {17, 1}, {40, 70}}) {
    for (const int padding : {0, 1, 2}) {
      check(device, {2, 5, 7, channels},
            {.channels = outputs, .kernel = 3, .padding = padding, .bias = padding != 1},
            padding == 2);
    }
  }
  check(device, {1, 1, 9, 2}, {.channels = 3, .kernel = 3, .padding = {2, 1, 1, 2}}, true);
  check(device, {3, 12, 3, 8}, {.channels = 8, .kernel = 3, .padding = 1}, false);
}

// If a driver gets a stage wrong, or every tile of the products, the direct kernel is used.
BOOST_AUTO_TEST_CASE(wrong_kernels_are_given_up) {
  vulkan::ShaderTable shaders;
  vulkan::register_shaders(shaders);
  const auto params = Conv2dWinogradParams{step_of(6, 5).params.as<Conv2dParams>(), 4};
  Step step;
  step.kernel = step.node = "conv2d_winograd";
  step.params = params;
  const TensorType image{{8, 6, 6, 5}};
  step.inputs = {{.type = image}, {.type = {{36, 5, 5}}}};
  step.outputs = {{.type = image}};
  const TemporaryFolder right;
  BOOST_TEST(test_vulkan({}, right.path())->query(step).reason == "");
  for (const auto& [wrong, other] : {std::pair{"conv2d_winograd", "conv2d_winograd_output"},
                                     {"conv2d_winograd_multiply", "conv2d_winograd_output"},
                                     {"conv2d_winograd_output", "conv2d_winograd"}}) {
    const TemporaryFolder cache;
    const auto backend = test_vulkan({.warn = [](const std::string&) {}}, cache.path());
    vulkan::Shader broken = shaders.at(wrong);
    broken.code = shaders.at(other).code;
    backend->add(broken);
    BOOST_TEST(backend->query(step).reason.find("failed its self-check") != std::string::npos,
               wrong);
  }
}

BOOST_AUTO_TEST_CASE(is_taken_where_arithmetic_outweighs_traffic) {
  BOOST_TEST(vulkan::winograd_tile(step_of(28, 256), false) == 4);
  BOOST_TEST(vulkan::winograd_tile(step_of(2, 512), false) == 0);    // no tile is full
  BOOST_TEST(vulkan::winograd_tile(step_of(56, 16), false) == 0);    // traffic
  BOOST_TEST(vulkan::winograd_tile(step_of(896, 256), false) == 0);  // scratch
  BOOST_TEST(vulkan::winograd_tile(step_of(28, 256), true) == 0);
  Step strided = step_of(28, 256);
  Conv2dParams params = strided.params.as<Conv2dParams>();
  params.stride_h = 2;
  strided.params = params;
  BOOST_TEST(vulkan::winograd_tile(strided, false) == 0);
}

BOOST_AUTO_TEST_SUITE_END()
