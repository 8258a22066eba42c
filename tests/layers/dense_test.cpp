#include "fovea/layers/dense.h"

#include <boost/test/unit_test.hpp>

#include "fovea/graph/scope.h"
#include "fovea/layers/add.h"
#include "fovea/layers/relu.h"
#include "tests/layers/check_layer.h"
#include "tests/layers/run_layer.h"

using namespace fovea;

BOOST_AUTO_TEST_SUITE(dense)

BOOST_AUTO_TEST_CASE(odd_shapes) {
  struct Case {
    std::int64_t rows, inputs;
    DenseConfig config;
  };
  const Case cases[] = {
      {1, 1, {.units = 1}},
      {3, 2, {.units = 1, .bias = false}},
      {1, 17, {.units = 3}},
      {3, 5, {.units = 17}},
      {65, 33, {.units = 84}},
      {2, 400, {.units = 10}},
      {4, 64, {.units = 128, .bias = false}},
      // The sum over the rows is cut into several pieces.
      {1030, 33, {.units = 70}},
  };
  for (const auto& [rows, inputs, config] : cases) {
    check_layer({.label = fmt::format("{} rows, {} inputs, {} units", rows, inputs, config.units),
                 .inputs = {{Shape{rows, inputs}}},
                 .build = [&, &config = config](auto&, auto x) {
                   return std::vector{fovea::dense(x[0], config)};
                 }});
  }
}

BOOST_AUTO_TEST_CASE(rows_on_several_axes) {
  for (const Shape& shape : {Shape{2, 3, 5}, Shape{1, 1, 7}, Shape{3, 2, 5, 4}}) {
    check_layer({.label = shape.str(), .inputs = {{shape}}, .build = [&](auto&, auto x) {
                   return std::vector{relu(fovea::dense(x[0], {.units = 9})),
                                      fovea::dense(x[0], {.units = 3, .bias = false})};
                 }});
  }
}

// The same kernel computes the following layers too.
BOOST_AUTO_TEST_CASE(with_its_successors) {
  check_layer({.label = "relu(dense + residual)",
               .inputs = {{Shape{3, 5}}, {Shape{3, 7}}},
               .build = [](auto&, auto x) {
                 return std::vector{relu(add(fovea::dense(x[0], {.units = 7}), x[1]))};
               }});
}

BOOST_AUTO_TEST_CASE(by_hand) {
  Graph graph;
  const Value x = graph.input("x", {Shape{1, 2}});
  graph.output("y", fovea::dense(x, {.units = 2, .name = "d"}));
  BOOST_TEST(
      run_layer(graph, {{"x", {1, 2}}}, {{"d/weight", {1, 10, 100, 1000}}, {"d/bias", {3, 4}}}) ==
          (std::vector<float>{24, 2104}),
      boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(names_and_errors) {
  Graph graph;
  const Value vector = graph.input("vector", {Shape{3}});
  BOOST_TEST(message_of([&] { fovea::dense(vector, {.units = 2, .name = "head"}); }) ==
             "head: dense takes f32 (..., inputs) with at least two axes, not f32 (3); the node is "
             "dense on f32 (3)");
  const Value x = graph.input("x", {Shape{2, 3}});
  BOOST_TEST(message_of([&] { fovea::dense(x, {}); }).starts_with("dense_1: 0 units are too few"));
  const Scope scope(graph, "branch");
  BOOST_TEST(fovea::dense(x, {.units = 4}).name() == "branch/dense_1");
  BOOST_TEST(fovea::dense(x, {.units = 4}).name() == "branch/dense_2");
  BOOST_TEST(graph.find_variable("branch/dense_2/weight").shape().str() == "(4, 3)");
}

BOOST_AUTO_TEST_SUITE_END()
