// What happens when the device refuses memory or is lost, and when GPU-assisted validation finds an
// address out of bounds.
#include <boost/test/unit_test.hpp>

#include "fovea/kernels/elementwise.h"
#include "tests/vulkan/vulkan_device.h"

using namespace fovea;

namespace {

// y = kernel(x) on 64 examples of 10 numbers.
Plan one_step(const std::string& kernel) {
  Plan plan;
  const TensorType type{Shape{64, 10}, DType::f32};
  plan.inputs.push_back({"x", {Region::input, 0, 0, type}});
  Step step;
  step.kernel = step.node = kernel;
  step.params = ElementwiseParams{640, 0, 0};
  step.scratch.type = {Shape{0}, DType::u8};
  step.inputs = {plan.inputs[0].slot};
  step.outputs = {{Region::arena, 0, 0, type}};
  plan.outputs.push_back({"y", step.outputs[0]});
  plan.arena_bytes = 2560;
  plan.steps = {step};
  return plan;
}

std::map<std::string, Tensor> run(Backend& backend, const Plan& plan) {
  const auto state = backend.make_state({});
  const auto executable = backend.load(plan, *state);
  Tensor x(Shape{64, 10}, DType::f32);
  for (size_t i = 0; i < 640; ++i) x.as<float>()[i] = i % 2 ? 1.0f : -1.0f;
  return executable->wait(executable->submit({{"x", x}}));
}

void expect_relu(Backend& backend) {
  const Tensor y = run(backend, one_step("relu")).at("y");
  BOOST_TEST(y.as<float>()[0] == 0.0f);
  BOOST_TEST(y.as<float>()[1] == 1.0f);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(faults, *boost::unit_test::precondition(has_test_vulkan))

BOOST_AUTO_TEST_CASE(refused_memory_is_explained) {
  const TemporaryFolder cache;
  int explained = 0;
  for (int k = 3; k < 40; ++k) {  // the first two belong to the backend itself
    const auto backend = test_vulkan({.self_check = false, .fail_allocation = k}, cache.path());
    try {
      expect_relu(*backend);
      break;
    } catch (const Error& error) {
      const std::string what = error.what();
      BOOST_TEST(what.find("the plan needs") != std::string::npos, what);
      BOOST_TEST(what.find("would fit") != std::string::npos, what);
      ++explained;
    }
  }
  BOOST_TEST(explained >= 5);
  BOOST_TEST(explained < 37);
}

BOOST_AUTO_TEST_CASE(a_lost_device_is_told_and_a_fresh_one_works) {
  const TemporaryFolder cache;
  int lost = 0;
  for (int k = 1; k < 20; ++k) {
    const auto backend = test_vulkan({.self_check = false, .lose_at_submission = k}, cache.path());
    try {
      expect_relu(*backend);
      break;
    } catch (const DeviceLost&) {
      ++lost;
    }
  }
  BOOST_TEST(lost >= 1);
  BOOST_TEST(lost < 19);
}

// By chance the wrong address may be in another buffer of the process, where the layer sees no
// fault: several devices, each with memory of its own, make that unlikely.
BOOST_AUTO_TEST_CASE(an_address_out_of_bounds_is_found) {
  bool found = false;
  for (int attempt = 0; attempt < 6 && !found; ++attempt) {
    const TemporaryFolder cache;
    const auto warn = [&](const std::string& message) {
      found = found || message.find("out of bounds") != std::string::npos;
    };
    const auto backend =
        test_vulkan({.self_check = false, .warn = warn, .gpu_assisted = true}, cache.path());
    vulkan::ShaderTable shaders;
    vulkan::register_test_shaders(shaders);
    backend->add(shaders.at("test_out_of_bounds"));
    run(*backend, one_step("test_out_of_bounds"));
  }
  BOOST_TEST(found);
}

BOOST_AUTO_TEST_SUITE_END()
