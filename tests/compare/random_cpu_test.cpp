// 40 random graphs on the CPU backend, on every instruction set; and the generator itself.
#include <hwy/targets.h>

#include <set>

#include "fovea/plan/make_plan.h"
#include "tests/compare/compare_step.h"
#include "tests/compare/random_graph.h"
#include "tests/support/winograd_backend.h"

using namespace fovea;

namespace fovea::reference {
void register_all(KernelTable& table);
}

namespace {

constexpr std::uint64_t seeds = 40;

void add_kernels(std::set<std::string>& kernels, const ExampleStep& step, const Backend& backend) {
  for (const Step& planned : make_plan(*step.graph, backend).steps) kernels.insert(planned.kernel);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(random_cpu)

BOOST_AUTO_TEST_CASE(every_kernel_is_in_some_graph) {
  reference::ReferenceBackend backend;
  const WinogradBackend winograd(backend, 4), fused(backend, 4, true);
  std::set<std::string> used;
  for (std::uint64_t seed = 0; seed < seeds; ++seed) {
    add_kernels(used, random_inference(seed), backend);
    add_kernels(used, random_training(seed), backend);
    add_kernels(used, random_training(seed), winograd);
    add_kernels(used, random_training(seed), fused);
  }
  reference::KernelTable known;
  reference::register_all(known);
  for (const auto& [kernel, unused] : known) {
    if (kernel.starts_with("probe_")) continue;  // they measure a machine and are in no network
    BOOST_TEST(used.contains(kernel),
               "no graph uses " << kernel << ": add a file to tests/compare/pieces");
  }
}

BOOST_AUTO_TEST_CASE(a_seed_gives_one_graph) {
  const ExampleStep one = random_training(7), again = random_training(7);
  BOOST_REQUIRE(one.graph->nodes().size() == again.graph->nodes().size());
  for (size_t i = 0; i < one.graph->nodes().size(); ++i) {
    BOOST_TEST(one.graph->nodes()[i].name == again.graph->nodes()[i].name);
  }
  BOOST_TEST(one.graph->nodes().size() != random_training(8).graph->nodes().size());
}

BOOST_AUTO_TEST_CASE(agree_on_every_target) {
  for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
    hwy::SetSupportedTargetsForTest(target);
    cpu::CpuBackend backend({.threads = 2});
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
      const std::string label = fmt::format("seed {}, cpu {}", seed, hwy::TargetName(target));
      expect_agreement(backend, random_inference(seed), label);
      expect_agreement(backend, random_training(seed), label + ", training");
    }
  }
  hwy::SetSupportedTargetsForTest(0);
}

BOOST_AUTO_TEST_SUITE_END()
