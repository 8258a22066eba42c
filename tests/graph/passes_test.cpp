#include "fovea/graph/passes/passes.h"

#include <boost/test/unit_test.hpp>

#include "fovea/layers/add.h"
#include "fovea/layers/dense.h"
#include "fovea/layers/relu.h"
#include "fovea/plan/make_plan.h"
#include "fovea/reference/reference.h"
#include "fovea/runtime/session.h"

using namespace fovea;

namespace {

Results run(const Graph& graph, const Feed& feed, int seed = 7) {
  reference::ReferenceBackend backend;
  const Plan plan = make_plan(graph, backend);
  const auto state = backend.make_state(plan.variables);
  for (const Variable& variable : plan.variables) {
    const Initializer noise = Initializer::uniform(-1, 1);
    state->write(variable.name,
                 noise.make(variable.type, static_cast<std::uint64_t>(seed), variable.name));
  }
  const auto executable = backend.load(plan, *state);
  return executable->wait(executable->submit(feed));
}

Feed noise(Shape shape) { return {{"x", Initializer::uniform(-1, 1).make({shape}, 3, "x")}}; }

}  // namespace

BOOST_AUTO_TEST_SUITE(passes)

BOOST_AUTO_TEST_CASE(dead_nodes_go) {
  Graph graph;
  const Value x = graph.input("x", {Shape{2, 3}});
  relu(relu(x));
  graph.output("y", relu(x));
  BOOST_TEST(remove_dead_nodes(graph)->nodes().size() == 1);
}

BOOST_AUTO_TEST_CASE(twins_become_one) {
  Graph graph;
  const Value x = graph.input("x", {Shape{2, 3}});
  graph.output("y", add(relu(relu(x)), relu(relu(x))));
  const auto merged = merge_common_subexpressions(graph);
  BOOST_TEST(remove_dead_nodes(*merged)->nodes().size() == 3);
}

BOOST_AUTO_TEST_CASE(constants_fold) {
  reference::ReferenceBackend backend;
  Graph graph;
  const Value x = graph.input("x", {Shape{2}});
  const Value c = graph.constant(Tensor::of<float>(Shape{2}, {-1, 3}));
  graph.output("y", add(x, add(relu(c), c)));
  graph.output("fixed", relu(c));
  const auto folded = fold_constants(graph, backend);
  BOOST_TEST(folded->nodes().size() == 1);
  const Results results = run(*folded, {{"x", Tensor::of<float>(Shape{2}, {10, 20})}});
  BOOST_TEST(results.at("y").as<float>()[0] == 9);
  BOOST_TEST(results.at("y").as<float>()[1] == 26);
  BOOST_TEST(results.at("fixed").as<float>()[0] == 0);
}

// dense, relu and the sum become part of the kernel before them only in the order in which it
// applies them, and only if no other node reads the values between.
BOOST_AUTO_TEST_CASE(epilogues_fuse_and_compute_the_same) {
  struct Case {
    std::function<Value(Value, Value)> build;  // builds from x and a residual
    size_t nodes;
  };
  const auto layer = [](Value x) { return dense(x, {.units = 3}); };
  const std::vector<Case> cases{
      {[&](Value x, Value) { return relu(layer(x)); }, 1},
      {[&](Value x, Value r) { return add(layer(x), r); }, 1},
      {[&](Value x, Value r) { return relu(add(r, layer(x))); }, 1},
      {[&](Value x, Value r) { return add(relu(layer(x)), r); }, 2},
      {[&](Value x, Value r) { return relu(add(layer(x), add(layer(x), r))); }, 2},
      {[&](Value x, Value) {
         const Value y = layer(x);
         return add(relu(y), y);
       },
       3},
  };
  for (size_t i = 0; i < cases.size(); ++i) {
    Graph graph;
    const Value x = graph.input("x", {Shape{2, 3}});
    graph.output("y", cases[i].build(x, x));
    const auto fused = fuse_epilogues(graph);
    BOOST_TEST(fused->nodes().size() == cases[i].nodes, "case " << i);
    const Results plain = run(graph, noise({2, 3})), better = run(*fused, noise({2, 3}));
    for (size_t k = 0; k < 6; ++k) {
      BOOST_TEST(better.at("y").as<float>()[k] == plain.at("y").as<float>()[k],
                 boost::test_tools::tolerance(1e-5f));
    }
  }
}

BOOST_AUTO_TEST_CASE(other_batch_sizes_are_inferred_anew) {
  Graph graph;
  const Value x = graph.input("x", {Shape{1, 3}});
  graph.output("y", dense(x, {.units = 2}));
  const auto larger = with_inputs(graph, {{"x", {Shape{7, 3}}}});
  BOOST_TEST(larger->find_output("y").shape().str() == "(7, 2)");
  BOOST_CHECK_THROW(with_inputs(graph, {{"x", {Shape{7, 4}}}}), Error);
  BOOST_CHECK_THROW(with_inputs(graph, {{"z", {Shape{7, 3}}}}), Error);
}

BOOST_AUTO_TEST_SUITE_END()
