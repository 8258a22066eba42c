// Promises of the CPU backend besides right numbers: denormals are not slow, and after a kernel has
// thrown the executable runs again.
#include <atomic>
#include <boost/test/unit_test.hpp>
#include <functional>
#include <sstream>

#include "backends/cpu/runtime/processor_name.h"
#include "fovea/cpu/cpu.h"
#include "fovea/layers/multiply.h"
#include "fovea/layers/relu.h"
#include "fovea/runtime/host_memory.h"
#include "fovea/runtime/session.h"
#include "tests/support/message.h"

using namespace fovea;

namespace {

constexpr int count = 1000;

std::map<std::string, std::unique_ptr<Graph>> graphs_of(std::unique_ptr<Graph> graph) {
  std::map<std::string, std::unique_ptr<Graph>> graphs;
  graphs["run"] = std::move(graph);
  return graphs;
}

Feed filled(float x) {
  return {{"x", Tensor::of<float>(Shape{count}, std::vector<float>(count, x))}};
}

bool keeps_denormals() {
  volatile float x = 1e-39f;
  volatile float y = x * 0.5f;
  return y != 0;
}

std::unique_ptr<Graph> square_graph() {
  auto graph = std::make_unique<Graph>();
  const Value x = graph->input("x", {Shape{count}});
  graph->output("y", multiply(x, x));
  return graph;
}

// Two branches that meet; which of them throws does not matter.
std::unique_ptr<Graph> branches() {
  auto graph = std::make_unique<Graph>();
  const Value x = graph->input("x", {Shape{count}});
  const Value a = multiply(x, x), b = relu(x);
  graph->output("y", multiply(multiply(a, b), multiply(b, b)));
  return graph;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(backend)

BOOST_AUTO_TEST_CASE(results_too_small_for_a_normal_number_are_0) {
  BOOST_REQUIRE(keeps_denormals());
  for (const int threads : {1, 2, 4}) {
    cpu::CpuBackend backend({.threads = threads});
    Session session(backend, graphs_of(square_graph()));
    for (const float y : session.run("run", filled(1e-20f)).at("y").as<float>()) {
      BOOST_REQUIRE(y == 0);
    }
    for (const float y : session.run("run", filled(2)).at("y").as<float>()) BOOST_REQUIRE(y == 4);
    BOOST_TEST(keeps_denormals());
  }
}

BOOST_AUTO_TEST_CASE(every_worker_reads_denormals_as_0) {
  cpu::CpuBackend backend({.threads = 4});
  std::atomic<int> kept = 0, chunks = 0;
  backend.add("multiply", {.run = [&](const KernelArgs&) {
                cpu::parallel_for(64, [&](int) {
                  ++chunks;
                  if (keeps_denormals()) ++kept;
                });
              }});
  Session session(backend, graphs_of(square_graph()));
  session.run("run", filled(1));
  BOOST_TEST(chunks == 64);
  BOOST_TEST(kept == 0);
  std::atomic<int> outside = 0;
  cpu::parallel_for(64, [&](int) { ++outside; });  // workers again, between runs
  BOOST_TEST(keeps_denormals());
}

BOOST_AUTO_TEST_CASE(after_a_kernel_that_throws_the_next_run_is_whole) {
  cpu::CpuBackend plain({.threads = 2});
  Session expected(plain, graphs_of(branches()));
  cpu::CpuBackend backend({.threads = 2});
  std::atomic<bool> fails = false;
  backend.add("relu", {.run = [&](const KernelArgs& args) {
                if (fails) throw Error("no memory for it");
                const float* x = args.input<float>(0);
                float* y = args.output<float>(0);
                for (int i = 0; i < count; ++i) y[i] = x[i];
              }});
  Session session(backend, graphs_of(branches()));
  for (int round = 0; round < 20; ++round) {
    fails = true;
    BOOST_CHECK_THROW(session.run("run", filled(5)), Error);
    fails = false;
    const float x = static_cast<float>(round + 1);
    const Tensor y = session.run("run", filled(x)).at("y");
    const Tensor truth = expected.run("run", filled(x)).at("y");
    BOOST_TEST((y.as<float>()[count - 1] == truth.as<float>()[count - 1]));
  }
}

BOOST_AUTO_TEST_CASE(scratch_that_cannot_be_had_is_not_remembered) {
  BOOST_REQUIRE(cpu::thread_scratch(64));
  BOOST_CHECK_THROW(cpu::thread_scratch(std::size_t{1} << 60), Error);
  BOOST_TEST(cpu::thread_scratch(64) != nullptr);
}

// The heat map of a picture may be too large; classification must still work.
BOOST_AUTO_TEST_CASE(an_arena_that_cannot_be_had_is_not_remembered) {
  cpu::CpuBackend backend({.threads = 1});
  Session session(backend, graphs_of(branches()));
  const auto run = [&] { return session.run("run", filled(2)).at("y").as<float>()[0]; };
  const float before = run();
  auto& state = dynamic_cast<HostState&>(session.state());
  BOOST_CHECK_THROW(state.reserve_arena(std::int64_t{1} << 60), Error);
  BOOST_TEST(run() == before);
}

BOOST_AUTO_TEST_CASE(a_profile_that_fails_switches_profiling_off) {
  cpu::CpuBackend backend({.threads = 1});
  int runs = 0;
  backend.add("multiply", {.run = [&](const KernelArgs&) {
                if (++runs == 3) throw Error("the third run");
              }});
  Session session(backend, graphs_of(square_graph()));
  BOOST_CHECK_THROW(session.profile("run", filled(1)), Error);
  const auto run = session.submit("run", filled(1));
  session.wait(run);
  BOOST_TEST(run.executable->profile().size() <= 1);
  BOOST_TEST(session.profile("run", filled(1)).size() == 1);
}

BOOST_AUTO_TEST_CASE(a_graph_that_is_not_there_is_an_error_by_name) {
  cpu::CpuBackend backend({.threads = 1});
  Session session(backend, graphs_of(square_graph()));
  for (const auto& ask : std::initializer_list<std::function<void()>>{
           [&] { session.trace("ran", filled(1)); }, [&] { session.run("ran", filled(1)); }}) {
    BOOST_TEST(test::message_of(ask).find("no graph 'ran'; did you mean 'run'?") !=
               std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(processors_without_a_name) {
  const auto name = [](const std::string& text) {
    std::istringstream stream(text);
    return cpu::processor_name(stream);
  };
  BOOST_TEST(name("processor : 0\nmodel name\t: Some CPU\n") == "Some CPU");
  BOOST_TEST(name("model name\t:\n") == "CPU");
  BOOST_TEST(name("model name :") == "CPU");
  BOOST_TEST(name("model name\n") == "CPU");
  BOOST_TEST(name("") == "CPU");
}

BOOST_AUTO_TEST_SUITE_END()
