#include "fovea/layers/position_embedding.h"

#include <boost/test/unit_test.hpp>

#include "tests/layers/check_layer.h"
#include "tests/layers/run_layer.h"

using namespace fovea;

BOOST_AUTO_TEST_SUITE(position_embedding)

BOOST_AUTO_TEST_CASE(odd_shapes) {
  for (const int context : {0, 5, 9}) {
    check_layer({.label = fmt::format("context {}", context),
                 .inputs = {{Shape{2, 5, 17}}},
                 .build = [&](auto&, auto x) {
                   return std::vector{fovea::position_embedding(x[0], {.context = context})};
                 }});
  }
}

BOOST_AUTO_TEST_CASE(by_hand) {
  Graph graph;
  const Value x = graph.input("x", {Shape{2, 2, 1}});
  graph.output("y", fovea::position_embedding(x, {.context = 3, .name = "p"}));
  BOOST_TEST(run_layer(graph, {{"x", {1, 2, 3, 4}}}, {{"p/weight", {10, 20, 30}}}) ==
                 (std::vector<float>{11, 22, 13, 24}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(errors_name_the_rule) {
  Graph graph;
  const Value x = graph.input("x", {Shape{2, 3, 4}});
  const std::string message = message_of([&] { fovea::position_embedding(x, {.context = 2}); });
  BOOST_TEST(message.find("3 tokens are more than the table of 2 has") != std::string::npos,
             message);
}

BOOST_AUTO_TEST_SUITE_END()
