// The same 40 random graphs on a Vulkan device, and with activations stored as halves.
#include "framework/optim/loss_scale.h"
#include "tests/compare/compare_step.h"
#include "tests/compare/random_graph.h"

using namespace fovea;

BOOST_AUTO_TEST_SUITE(random_vulkan)

#ifdef FOVEA_VULKAN
BOOST_AUTO_TEST_CASE(agree, *boost::unit_test::precondition(has_test_vulkan)) {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const std::string label = fmt::format("seed {}, vulkan", seed);
    expect_agreement(*shared_test_vulkan(), random_inference(seed), label);
    expect_agreement(*shared_test_vulkan(), random_training(seed), label + ", training");
  }
}

BOOST_AUTO_TEST_CASE(agree_in_halves, *boost::unit_test::precondition(has_test_vulkan)) {
  Backend& vulkan = *shared_test_vulkan();
  if (!vulkan.has_halves()) return;
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const std::string label = fmt::format("seed {}, vulkan, halves", seed);
    expect_agreement(vulkan, random_inference(seed), label, Precision::f16);
    ExampleStep training = random_training(seed);
    // A run skips steps whose halves overflow, so they are not compared here.
    const auto scale = training.variables.find(loss_scale_variables[0]);
    if (scale != training.variables.end()) scale->second = Tensor::scalar(4.0f);
    expect_agreement(vulkan, training, label + ", training", Precision::f16);
  }
}
#else
BOOST_AUTO_TEST_CASE(is_not_built) { BOOST_TEST_MESSAGE("SKIPPED: built without Vulkan"); }
#endif

BOOST_AUTO_TEST_SUITE_END()
