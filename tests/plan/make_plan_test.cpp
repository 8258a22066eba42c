// The planner on small graphs whose right answer is known.
#include "fovea/plan/plan.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "fovea/cpu/cpu.h"
#include "fovea/layers/add.h"
#include "fovea/layers/conv2d.h"
#include "fovea/layers/dense.h"
#include "fovea/layers/identity.h"
#include "fovea/layers/relu.h"
#include "fovea/plan/audit.h"
#include "fovea/plan/make_plan.h"
#include "fovea/reference/reference.h"
#include "fovea/runtime/session.h"
#include "tests/support/winograd_backend.h"

using namespace fovea;

namespace {

const Step& step_of(const Plan& plan, const std::string& node) {
  return *std::ranges::find(plan.steps, node, &Step::node);
}

// A chain of n relu nodes on (1, 1024): 4 KiB per tensor.
void chain(Graph& graph, int n) {
  Value x = graph.input("x", {Shape{1, 1024}});
  for (int i = 0; i < n; ++i) x = relu(x);
  graph.output("y", x);
}

// Runs on the CPU backend with the variables given; returns results and variables.
Results run(Graph& graph, const Feed& feed, const std::map<std::string, Tensor>& variables) {
  cpu::CpuBackend backend({.threads = 2});
  const Plan plan = make_plan(graph, backend);
  for (const std::string& fault : audit(plan)) BOOST_ERROR(fault);
  const auto state = backend.make_state(plan.variables);
  for (const auto& [name, value] : variables) state->write(name, value);
  const auto executable = backend.load(plan, *state);
  Results results = executable->wait(executable->submit(feed));
  for (const auto& [name, value] : variables) results[name] = state->read(name);
  return results;
}

Tensor vector_of(std::initializer_list<float> values) {
  return Tensor::of<float>(Shape{static_cast<std::int64_t>(values.size())}, values);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(make_plan)

// The reference computes nothing in place, so a chain of any length needs two buffers.
BOOST_AUTO_TEST_CASE(a_chain_uses_two_buffers) {
  reference::ReferenceBackend backend;
  Graph graph;
  chain(graph, 9);
  const Plan plan = fovea::make_plan(graph, backend);
  BOOST_TEST(plan.arena_bytes == 2 * 4096);
  BOOST_TEST(plan.unshared_bytes == 9 * 4096);
  BOOST_TEST(audit(plan).empty());
}

BOOST_AUTO_TEST_CASE(without_reuse_every_tensor_has_its_own_memory) {
  reference::ReferenceBackend backend;
  Graph graph;
  chain(graph, 9);
  const Plan plan = fovea::make_plan(graph, backend, {.reuse = Reuse::none});
  BOOST_TEST(plan.arena_bytes == 9 * 4096);
  BOOST_TEST(plan.outputs.size() == 9);  // the ninth is "y" and "relu_9" at once
}

// Memory used again makes an edge: remove any one, and the audit names the two steps.
BOOST_AUTO_TEST_CASE(the_audit_finds_every_missing_edge) {
  reference::ReferenceBackend backend;
  Graph graph;
  const Value x = graph.input("x", {Shape{1, 1024}});
  const Value left = relu(relu(x)), right = relu(relu(relu(x)));
  graph.output("y", add(left, right));
  const Plan plan = fovea::make_plan(graph, backend);
  BOOST_TEST(audit(plan).empty());
  int edges = 0;
  for (size_t i = 0; i < plan.steps.size(); ++i) {
    for (size_t k = 0; k < plan.steps[i].after.size(); ++k, ++edges) {
      Plan damaged = plan;
      auto& after = damaged.steps[i].after;
      after.erase(after.begin() + static_cast<std::ptrdiff_t>(k));
      BOOST_TEST(!audit(damaged).empty());
    }
  }
  BOOST_TEST(edges >= 5);
}

// A weight that is only read is packed once, in the prologue; one that is updated, in each run.
BOOST_AUTO_TEST_CASE(what_hangs_on_fixed_variables_is_prologue) {
  reference::ReferenceBackend backend;
  for (const bool updated : {false, true}) {
    Graph graph;
    const Value w = graph.variable({"w", {Shape{1, 8}}, Initializer::zeros()});
    const Value twice = add(w, w, "twice");
    graph.output("y", add(graph.input("x", {Shape{1, 8}}), twice, "sum"));
    if (updated) graph.update(w, relu(w, "next"));
    const Plan plan = fovea::make_plan(graph, backend);
    BOOST_TEST(step_of(plan, "twice").prologue == !updated);
    BOOST_TEST(!step_of(plan, "sum").prologue);
    BOOST_TEST((plan.prologue_bytes > 0) == !updated);
  }
}

// The step that a backend computes by another kernel keeps its node, tensors and FLOPs; the packing
// for it is a step like any other.
BOOST_AUTO_TEST_CASE(a_backend_may_take_another_kernel) {
  reference::ReferenceBackend direct;
  WinogradBackend backend(direct, 2);
  for (const bool updated : {false, true}) {
    Graph graph;
    const Value weight = graph.variable({"w", {Shape{3, 3, 3, 5}}, Initializer::zeros()});
    const Value x = graph.input("x", {Shape{1, 7, 7, 5}});
    graph.output("y", fovea::conv2d(x, weight, {}, {.padding = 1, .name = "c"}));
    if (updated) graph.update(weight, relu(weight, "next"));
    const Plan plan = fovea::make_plan(graph, backend), plain = fovea::make_plan(graph, direct);
    BOOST_TEST(audit(plan).empty());
    const auto named = [&](const char* kernel) -> const Step& {
      const auto step = std::ranges::find(plan.steps, kernel, &Step::kernel);
      BOOST_REQUIRE(step != plan.steps.end());
      return *step;
    };
    BOOST_TEST(std::ranges::count(plan.steps, "conv2d", &Step::kernel) == 0);
    const Step& step = named("conv2d_winograd");
    const Step& pack = named("conv2d_winograd_weight");
    BOOST_TEST(step.node == "c");
    BOOST_TEST(step.str() == "(1, 7, 7, 5) (16, 5, 3) -> (1, 7, 7, 3)");
    BOOST_TEST(step.flops == step_of(plain, "c").flops);
    BOOST_TEST(pack.prologue == !updated);
    BOOST_TEST(!step.prologue);
  }
}

// An input whose shape alone is used is not computed.
BOOST_AUTO_TEST_CASE(what_nobody_reads_is_not_run) {
  reference::ReferenceBackend backend;
  Graph graph;
  const Value x = graph.input("x", {Shape{1, 8}});
  relu(x, "unread");
  graph.output("y", identity(x, "read"));
  const Plan plan = fovea::make_plan(graph, backend);
  BOOST_TEST(plan.steps.size() == 1);
}

// The old value is read by another node after the one that makes the next: no overwriting.
BOOST_AUTO_TEST_CASE(all_reads_see_the_old_value_of_a_variable) {
  Graph graph;
  const Value w = graph.variable({"w", {Shape{2}}, Initializer::zeros()});
  const Value next = add(w, graph.input("x", {Shape{2}}), "next");
  graph.output("old", identity(w));
  graph.output("new", next);
  graph.update(w, next);
  const Results results = run(graph, {{"x", vector_of({10, 20})}}, {{"w", vector_of({1, 2})}});
  BOOST_TEST(results.at("old").as<float>()[0] == 1);
  BOOST_TEST(results.at("new").as<float>()[1] == 22);
  BOOST_TEST(results.at("w").as<float>()[1] == 22);
}

BOOST_AUTO_TEST_CASE(variables_can_swap) {
  Graph graph;
  const Value a = graph.variable({"a", {Shape{2}}, Initializer::zeros()});
  const Value b = graph.variable({"b", {Shape{2}}, Initializer::zeros()});
  graph.update(a, b);
  graph.update(b, a);
  const Results results = run(graph, {}, {{"a", vector_of({1, 2})}, {"b", vector_of({3, 4})}});
  BOOST_TEST(results.at("a").as<float>()[0] == 3);
  BOOST_TEST(results.at("b").as<float>()[1] == 2);
}

// Another variable's update reads a value that could be computed in place.
BOOST_AUTO_TEST_CASE(an_update_reads_the_old_value_of_a_variable_that_changes_too) {
  for (const bool first : {true, false}) {
    Graph graph;
    const Value a = graph.variable({"a", {Shape{2}}, Initializer::zeros()});
    const Value b = graph.variable({"b", {Shape{2}}, Initializer::zeros()});
    if (first) graph.update(b, a);
    graph.update(a, relu(a));
    if (!first) graph.update(b, a);
    const Results results = run(graph, {}, {{"a", vector_of({-1, 2})}, {"b", vector_of({3, 4})}});
    BOOST_TEST(results.at("a").as<float>()[0] == 0);
    BOOST_TEST(results.at("b").as<float>()[0] == -1);
  }
}

BOOST_AUTO_TEST_CASE(a_kernel_nobody_has_is_an_error_that_names_node_and_kernel) {
  class Relv : public Layer {
    std::string kind() const override { return "relv"; }
    std::vector<TensorType> infer(Types inputs) const override { return {inputs[0]}; }
    KernelCall lower(Types, Types) const override { return {"relv", {}, 0}; }
  };
  reference::ReferenceBackend backend;
  Graph graph;
  const Value x = graph.input("x", {Shape{2, 3}});
  graph.output("y", add_node(std::make_shared<Relv>(), {x}, "odd"));
  BOOST_CHECK_EXCEPTION(fovea::make_plan(graph, backend), Error, [](const Error& error) {
    return std::string(error.what()) ==
           "odd: backend reference cannot run kernel relv on (2, 3) -> (2, 3): it has no such "
           "kernel; did you mean 'relu'?";
  });
}

// The plan's odd last batch and its evaluation share one State with the others.
BOOST_AUTO_TEST_CASE(plans_of_two_batch_sizes_share_one_state) {
  cpu::CpuBackend backend({.threads = 2});
  auto graph = std::make_unique<Graph>();
  const Value x = graph->input("x", {Shape{1, 3}});
  const Value total = graph->variable({"w", {Shape{2, 3}}, Initializer::constant(1)});
  graph->output("y", dense(x, total, {}, {}));
  std::map<std::string, std::unique_ptr<Graph>> graphs;
  graphs.emplace("run", std::move(graph));
  Session session(backend, std::move(graphs));
  for (const std::int64_t batch : {5, 2, 5}) {
    Tensor image(Shape{batch, 3}, DType::f32);
    std::ranges::fill(image.as<float>(), 2.0f);
    const Tensor y = session.run("run", {{"x", image}}).at("y");
    BOOST_TEST(y.shape()[0] == batch);
    BOOST_TEST(y.as<float>()[static_cast<size_t>(2 * batch - 1)] == 6);
    session.state().write("w", Tensor::of<float>(Shape{2, 3}, {1, 1, 1, 1, 1, 1}));
  }
}

BOOST_AUTO_TEST_SUITE_END()
