// conv2d_winograd_fused adds in the order of conv2d_winograd: its results have the same bits.
#include <boost/test/unit_test.hpp>

#include "backends/common/conv2d_winograd.h"
#include "backends/cpu/conv/winograd.h"
#include "fovea/core/random.h"
#include "fovea/cpu/cpu.h"
#include "fovea/plan/make_plan.h"
#include "fovea/runtime/forwarding_backend.h"
#include "fovea/runtime/session.h"
#include "tests/support/convolution_graph.h"

using namespace fovea;

namespace {

// Uses Winograd's kernel for every possible shape, fused or not.
class WinogradOnCpu : public ForwardingBackend {
 public:
  WinogradOnCpu(Backend& backend, bool fused) : ForwardingBackend(backend), fused_(fused) {}

  Support query(const Step& step) const override {
    Support support = ForwardingBackend::query(step);
    auto winograd = as_winograd(step, cpu::winograd_tile(3));
    if (!winograd) return support;
    const auto& p = winograd->params.as<Conv2dWinogradParams>().conv2d;
    winograd->packs[0].type = {Shape{cpu::winograd_weight_count(p.channels, p.out_channels)}};
    support.instead = fused_ ? as_winograd_fused(*winograd) : winograd;
    return support;
  }

 private:
  bool fused_;
};

Results run(const Graph& graph, const std::string& kernel, bool fused, int threads) {
  cpu::CpuBackend cpu({.threads = threads});
  WinogradOnCpu backend(cpu, fused);
  const auto optimized = optimize(graph, backend);
  const Plan plan = make_plan(*optimized, backend);
  BOOST_TEST(std::ranges::count(plan.steps, kernel, &Step::kernel) == 2);  // forward, and for dx
  const auto state = backend.make_state(plan.variables);
  const auto fill = [](const TensorType& type, const std::string& name) {
    Tensor tensor(type);
    const Random random(5, stream_of(name));
    std::uint64_t i = 0;
    for (float& value : tensor.as<float>()) value = 2 * random.uniform(i++) - 1;
    return tensor;
  };
  for (const Variable& each : plan.variables) state->write(each.name, fill(each.type, each.name));
  Feed feed;
  for (const int id : graph.inputs()) {
    const ValueInfo& info = graph.info(id);
    feed[info.name] = fill(info.type, info.name);
  }
  const auto executable = backend.load(plan, *state);
  return executable->wait(executable->submit(feed));
}

void check(const Shape& x, const Conv2dConfig& config, bool successors = false) {
  BOOST_TEST_CONTEXT(x.str() << " -> " << config.channels) {
    Graph graph;
    add_convolution(graph, x, config, successors);
    const Results expected = run(graph, "conv2d_winograd", false, 1);
    for (const int threads : {1, 3}) {
      const Results actual = run(graph, "conv2d_winograd_fused", true, threads);
      for (const char* name : {"y", "dx"}) {
        const auto a = expected.at(name).as<float>(), b = actual.at(name).as<float>();
        BOOST_TEST(std::ranges::equal(a, b), name << " has other bits");
      }
    }
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(winograd_fused)

BOOST_AUTO_TEST_CASE(has_the_bits_of_two_steps) {
  check({1, 4, 4, 32}, {.channels = 32, .kernel = 3, .padding = 1});
  check({2, 9, 7, 64}, {.channels = 96, .kernel = 3, .padding = 1});
  check({3, 5, 11, 96}, {.channels = 32, .kernel = 3, .padding = {0, 1, 2, 0}, .bias = false});
  check({1, 10, 13, 32}, {.channels = 64, .kernel = 3});
  check({8, 13, 14, 32}, {.channels = 32, .kernel = 3, .padding = 1});  // 128 tiles
}

BOOST_AUTO_TEST_CASE(with_its_successors) {
  check({3, 6, 5, 64}, {.channels = 32, .kernel = 3, .padding = 1}, true);
}

BOOST_AUTO_TEST_CASE(is_taken_for_large_weights_and_some_tiles) {
  const auto kernel = [](const Shape& x, int channels) {
    Graph graph;
    const Conv2dConfig config{.channels = channels, .kernel = 3, .padding = 1};
    graph.output("y", conv2d(graph.input("x", {x}), config));
    return make_plan(graph, cpu::CpuBackend()).steps.back().kernel;
  };
  BOOST_TEST(kernel({8, 14, 14, 256}, 256) == "conv2d_winograd_fused");
  BOOST_TEST(kernel({9, 14, 14, 256}, 256) == "conv2d_winograd");
  BOOST_TEST(kernel({8, 7, 7, 512}, 512) == "conv2d_winograd_fused");
  BOOST_TEST(kernel({7, 7, 7, 512}, 512) == "conv2d_winograd");
  BOOST_TEST(kernel({8, 7, 7, 512}, 500) == "conv2d_winograd");
  BOOST_TEST(kernel({8, 14, 14, 128}, 128) == "conv2d_winograd");
}

BOOST_AUTO_TEST_SUITE_END()
