// Every kernel against the reference on its own small problems, with each of its tiles; the
// validation layer must report nothing.
#include <boost/test/unit_test.hpp>

#include "fovea/core/random.h"
#include "fovea/kernels/dense.h"
#include "fovea/kernels/elementwise.h"
#include "fovea/layers/conv2d.h"
#include "fovea/plan/make_plan.h"
#include "fovea/reference/reference.h"
#include "tests/support/temporary_folder.h"
#include "tests/vulkan/vulkan_device.h"

using namespace fovea;

BOOST_AUTO_TEST_SUITE(self_check, *boost::unit_test::precondition(has_test_vulkan))

BOOST_AUTO_TEST_CASE(every_kernel_passes) {
  const TemporaryFolder cache;
  const auto backend = test_vulkan({.validation = true}, cache.path());
  backend->check_kernels();
  for (const std::string& kernel : backend->info().switched_off) BOOST_ERROR(kernel);
}

// The code of sigmoid with the name and the problems of relu: like a driver that computes
// relu wrongly.
BOOST_AUTO_TEST_CASE(a_kernel_that_fails_is_switched_off_and_named) {
  vulkan::ShaderTable shaders;
  vulkan::register_shaders(shaders);
  vulkan::Shader wrong = shaders.at("relu");
  wrong.code = shaders.at("sigmoid").code;
  const TemporaryFolder cache;
  for (int start = 0; start < 2; ++start) {  // computed the first time, remembered the second
    std::vector<std::string> warnings;
    const auto warn = [&](const std::string& text) { warnings.push_back(text); };
    const auto backend = test_vulkan({.warn = warn}, cache.path());
    backend->add(wrong);
    Step step;
    step.kernel = step.node = "relu";
    step.params = ElementwiseParams{5, 0, 0};
    BOOST_TEST(backend->query(step).reason.find("failed its self-check") != std::string::npos);
    BOOST_TEST(!backend->info().switched_off.empty());
    for (const std::string& name : backend->info().switched_off) {
      BOOST_TEST(name.starts_with("relu"));
    }
    BOOST_REQUIRE(!warnings.empty());
    BOOST_TEST(warnings[0].find("kernel relu") != std::string::npos);
    BOOST_TEST(warnings[0].find(backend->info().name) != std::string::npos);
  }
}

// If a driver makes no pipeline for a kernel's first tile, another tile replaces it.
BOOST_AUTO_TEST_CASE(a_kernel_without_a_pipeline_is_switched_off_and_named) {
  const TemporaryFolder cache;
  const auto warn = [](const std::string&) {};
  const auto backend = test_vulkan({.warn = warn, .fail_pipeline = 1}, cache.path());
  Step step;
  step.kernel = step.node = "dense";
  step.params = DenseParams{3, 5, 7, {}};
  step.inputs = {{.type = {{3, 5}}}, {.type = {{7, 5}}}};
  step.outputs = {{.type = {{3, 7}}}};
  BOOST_TEST(backend->query(step).reason.empty());
  const std::vector<std::string> off = backend->info().switched_off;
  BOOST_REQUIRE(off.size() == 1);
  BOOST_TEST(off[0].starts_with("dense (tile"));
}

// If a driver gets every tile of conv2d wrong, the plain variant replaces it, and all of this
// is reported.
BOOST_AUTO_TEST_CASE(a_wrong_kernel_gives_way_to_the_plain_one) {
  const TemporaryFolder cache;
  const auto backend = test_vulkan({.warn = [](const std::string&) {}}, cache.path());
  vulkan::ShaderTable real, wrong;
  vulkan::register_shaders(real);
  vulkan::register_test_shaders(wrong);
  vulkan::Shader conv2d = real.at("conv2d");
  conv2d.code = wrong.at("test_wrong").code;
  backend->add(conv2d);

  Graph graph;
  const Value x = graph.input("x", {{2, 9, 9, 5}});
  graph.output("y", fovea::conv2d(x, {.channels = 7, .kernel = 3, .stride = 2}));
  const auto run = [&](Backend& on) {
    const auto state = on.make_state(graph.variables());
    Random random(7, 0);
    std::uint64_t drawn = 0;
    for (const Variable& variable : graph.variables()) {
      Tensor value(variable.type);
      for (float& v : value.as<float>()) v = random.uniform(drawn++) - 0.5f;
      state->write(variable.name, value);
    }
    Tensor image(x.type());
    for (float& v : image.as<float>()) v = random.uniform(drawn++);
    const auto executable = on.load(make_plan(graph, on), *state);
    return executable->wait(executable->submit({{"x", image}})).at("y");
  };
  reference::ReferenceBackend oracle;
  const Tensor expected = run(oracle), actual = run(*backend);
  for (size_t i = 0; i < static_cast<size_t>(expected.shape().count()); ++i) {
    BOOST_TEST(actual.as<float>()[i] == expected.as<float>()[i],
               boost::test_tools::tolerance(1e-4f));
  }
  const std::vector<std::string> off = backend->info().switched_off;
  BOOST_TEST(std::ranges::count_if(off, [](auto& s) { return s.starts_with("conv2d (tile"); }) > 0);
  BOOST_TEST(std::ranges::count(off, "conv2d_plain") == 0);
}

BOOST_AUTO_TEST_SUITE_END()
