#include "fovea/layers/activations.h"

#include <boost/test/unit_test.hpp>

#include "fovea/graph/graph.h"

using namespace fovea;

BOOST_AUTO_TEST_SUITE(activations)

BOOST_AUTO_TEST_CASE(builds_by_name) {
  for (const char* name : {"identity", "step", "sigmoid", "tanh", "relu", "leaky_relu", "elu",
                           "gelu", "silu", "softplus", "softmax", "log_softmax"}) {
    Graph graph;
    const Value x = graph.input("x", {Shape{2, 3}});
    BOOST_TEST(activation(name, x).shape().str() == "(2, 3)");
    BOOST_TEST(graph.nodes().back().layer->kind() == name);
  }
}

BOOST_AUTO_TEST_CASE(names_the_nearest) {
  Graph graph;
  const Value x = graph.input("x", {Shape{2, 3}});
  try {
    activation("rleu", x);
    BOOST_ERROR("no error");
  } catch (const Error& error) {
    const std::string message = error.what();
    BOOST_TEST(message.starts_with("no activation named 'rleu'; did you mean 'relu'?; there are "));
  }
}

BOOST_AUTO_TEST_SUITE_END()
