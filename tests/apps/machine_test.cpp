// The probes compute what they say, on every backend, so that the measured rate is that of
// this work.
#include "apps/benchmark/machine.h"

#include <hwy/targets.h>

#include <boost/test/unit_test.hpp>

#include "fovea/cpu/cpu.h"
#include "fovea/reference/reference.h"
#include "fovea/runtime/session.h"
#ifdef FOVEA_VULKAN
#include "fovea/vulkan/vulkan.h"
#include "tests/support/program.h"
#endif

using namespace fovea;

namespace {

// Small whole numbers, which every backend computes exactly.
void check_probes(Backend& backend) {
  constexpr int count = 12288 + 1301, rounds = 3;  // more than a chunk, not only whole vectors
  auto graph = std::make_unique<Graph>();
  const Value factors = graph->input("factors", {Shape{2}, DType::f32});
  const Value x = graph->input("x", {Shape{count}, DType::f32});
  const Value y = graph->input("y", {Shape{count}, DType::f32});
  const Value factor = graph->input("factor", {Shape{}, DType::f32});
  graph->output("fma", apps::probe_fma(factors, count, rounds));
  graph->output("triad", apps::probe_triad(x, y, factor));
  Session session(backend, std::move(graph));
  std::vector<float> xs(count), ys(count);
  for (int i = 0; i < count; ++i) {
    xs[static_cast<size_t>(i)] = static_cast<float>(i % 127);
    ys[static_cast<size_t>(i)] = static_cast<float>(i % 31 - 15);
  }
  const Results results =
      session.run("run", {{"factors", Tensor::of<float>(Shape{2}, {1.0f, 7.0f})},
                          {"x", Tensor::of<float>(Shape{count}, xs)},
                          {"y", Tensor::of<float>(Shape{count}, ys)},
                          {"factor", Tensor::scalar(-3.0f)}});
  int wrong = 0;
  for (int i = 0; i < count; ++i) {
    const auto at = static_cast<size_t>(i);
    wrong += results.at("fma").as<float>()[at] != static_cast<float>(i % 64 + 7 * 16 * rounds);
    wrong += results.at("triad").as<float>()[at] != xs[at] - 3 * ys[at];
  }
  BOOST_TEST(wrong == 0, wrong << " results are wrong on " << backend.info().backend);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(machine)

BOOST_AUTO_TEST_CASE(the_probes_do_the_work_that_they_count) {
  reference::ReferenceBackend reference;
  check_probes(reference);
  cpu::CpuBackend cpu({.threads = 2});
  for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
    BOOST_TEST_INFO_SCOPE("target " << hwy::TargetName(target));
    hwy::SetSupportedTargetsForTest(target);
    check_probes(cpu);
  }
  hwy::SetSupportedTargetsForTest(0);
}

#ifdef FOVEA_VULKAN
BOOST_AUTO_TEST_CASE(and_on_a_vulkan_device) {
  bool software = false;
  for (const DeviceInfo& info : vulkan::devices()) {
    software = software || info.name.find("llvmpipe") != std::string::npos;
  }
  if (!software) return;
  const TemporaryFolder cache;
  vulkan::VulkanBackend backend({.device = "llvmpipe", .cache = cache.path()});
  check_probes(backend);
  BOOST_TEST(backend.info().switched_off.empty());
}
#endif

BOOST_AUTO_TEST_CASE(limits_are_measured) {
  cpu::CpuBackend backend({.threads = 1});
  const apps::MachineLimits limits = apps::measure_limits(backend);
  BOOST_TEST(limits.flops_per_second > 1e8);  // slower than any machine of this century
  BOOST_TEST(limits.bytes_per_second > 1e7);
}

BOOST_AUTO_TEST_SUITE_END()
