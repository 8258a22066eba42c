#include "fovea/graph/graph.h"

#include <boost/test/unit_test.hpp>

#include "fovea/core/error.h"
#include "fovea/layers/add.h"
#include "fovea/layers/dense.h"
#include "fovea/layers/relu.h"
#include "tests/support/message.h"

namespace fovea {
namespace {

using test::message_of;

const TensorType vector{{1, 4}, DType::f32};

BOOST_AUTO_TEST_SUITE(graph)

BOOST_AUTO_TEST_CASE(a_name_given_is_none_that_was_counted) {
  Graph graph;
  const Value x = graph.input("x", vector);
  BOOST_TEST(relu(x).name() == "relu_1");
  BOOST_TEST(relu(x, "relu").name() == "relu");  // the stem is still free
  BOOST_TEST(relu(x).name() == "relu_2");
  BOOST_TEST(relu(x, "relu_4").name() == "relu_4");
  BOOST_TEST(relu(x).name() == "relu_3");
  BOOST_TEST(relu(x).name() == "relu_5");
  BOOST_TEST(message_of([&] { relu(x, "relu_2"); }) == "two nodes are named 'relu_2'");
  BOOST_TEST(message_of([&] { relu(x, "x"); }) == "two nodes are named 'x'");
}

BOOST_AUTO_TEST_CASE(renaming_frees_the_old_name) {
  Graph graph;
  const Value x = graph.input("x", vector);
  const Value y = relu(x).named("relu");
  BOOST_TEST(graph.nodes()[0].name == "relu");
  BOOST_TEST(relu(x).name() == "relu_2");  // a number is not used twice
  BOOST_TEST(relu(x, "relu_1").name() == "relu_1");
  BOOST_TEST(message_of([&] { y.named("relu_2"); }) == "two nodes are named 'relu_2'");
  BOOST_TEST(y.name() == "relu");
  y.named("relu");
}

BOOST_AUTO_TEST_CASE(a_renamed_layer_keeps_its_parameters_to_itself) {
  Graph graph;
  const Value x = graph.input("x", vector);
  dense(x, {.units = 4}).named("first");
  dense(x, {.units = 4});
  BOOST_TEST(graph.variables().size() == 4u);
}

BOOST_AUTO_TEST_CASE(taken_names_get_numbers_where_that_is_asked_for) {
  Graph graph;
  graph.number_taken_names();
  graph.reserve_name("relu_1");
  const Value x = graph.input("x", vector);
  BOOST_TEST(relu(x).name() == "relu_2");
  BOOST_TEST(relu(x, "relu_1").name() == "relu_1");
  BOOST_TEST(relu(x, "relu_1").name() == "relu_1_2");
  BOOST_TEST(relu(x, "x").name() == "x_2");
  graph.input("relu_2", vector);
  BOOST_TEST(message_of([&] { graph.input("x", vector); }) == "two inputs or nodes are named 'x'");
}

BOOST_AUTO_TEST_CASE(a_variable_has_one_role_and_one_update) {
  Graph graph;
  const Variable weight{"w", vector, Initializer::zeros(), Role::parameter};
  const Value w = graph.variable(weight);
  BOOST_TEST((graph.variable(weight) == w));
  Variable other = weight;
  other.role = Role::optimizer;
  BOOST_TEST(message_of([&] { graph.variable(other); }) ==
             "variable 'w' is asked for as a parameter and as an optimizer's");
  const Value next = add(w, w);
  graph.update(w, next);
  BOOST_TEST(message_of([&] { graph.update(w, next); }) ==
             "variable 'w' is updated twice in a step");
  graph.take_updates();
  graph.update(w, next);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace fovea
