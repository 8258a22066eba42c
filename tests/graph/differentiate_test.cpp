#include "fovea/graph/differentiate.h"

#include <boost/test/unit_test.hpp>

#include "fovea/layers/add.h"
#include "fovea/layers/mean.h"
#include "fovea/layers/relu.h"
#include "fovea/reference/reference.h"
#include "fovea/runtime/session.h"

using namespace fovea;

BOOST_AUTO_TEST_SUITE(differentiate)

// loss = mean(relu(x) + x + x) over x = (-1, 2, 3, -4): d/dx = (2, 3, 3, 2) / 4.
BOOST_AUTO_TEST_CASE(gradients_that_meet_are_summed) {
  reference::ReferenceBackend backend;
  auto graph = std::make_unique<Graph>();
  const Value x = graph->variable({"x", {Shape{4}}, Initializer::zeros()});
  const Value unused = graph->variable({"unused", {Shape{2}}, Initializer::zeros()});
  const Value loss = mean(add(add(relu(x), x), x));
  const std::vector<Value> gradients = fovea::differentiate(loss, std::vector{x, unused});
  graph->output("x", gradients[0]);
  graph->output("unused", gradients[1]);
  std::map<std::string, std::unique_ptr<Graph>> graphs;
  graphs.emplace("run", std::move(graph));
  Session session(backend, std::move(graphs));
  session.state().write("x", Tensor::of<float>(Shape{4}, {-1, 2, 3, -4}));
  const Results results = session.run("run", {});
  const std::vector<float> expected{0.5f, 0.75f, 0.75f, 0.5f};
  BOOST_TEST(results.at("x").as<float>() == std::span(expected), boost::test_tools::per_element());
  BOOST_TEST(results.at("unused").as<float>()[1] == 0);
}

BOOST_AUTO_TEST_CASE(only_scalars_have_gradients) {
  Graph graph;
  const Value x = graph.variable({"x", {Shape{4}}, Initializer::zeros()});
  BOOST_CHECK_EXCEPTION(
      fovea::differentiate(relu(x), std::vector{x}), Error, [](const Error& error) {
        return std::string(error.what()) == "only a scalar has gradients, 'relu_1' is f32 (4)";
      });
}

BOOST_AUTO_TEST_SUITE_END()
