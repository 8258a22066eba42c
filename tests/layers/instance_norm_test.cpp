#include "fovea/layers/instance_norm.h"

#include <boost/test/unit_test.hpp>

#include "tests/layers/check_layer.h"
#include "tests/layers/run_layer.h"

using namespace fovea;

BOOST_AUTO_TEST_SUITE(instance_norm)

BOOST_AUTO_TEST_CASE(odd_shapes) {
  for (const Shape& x : {Shape{2, 3, 4, 17}, Shape{1, 5, 7, 1}, Shape{3, 1, 2, 3}}) {
    check_layer({.label = x.str(), .inputs = {{x}}, .build = [&](auto&, auto v) {
                   return std::vector{fovea::instance_norm(v[0], {.epsilon = 0.01f})};
                 }});
  }
}

BOOST_AUTO_TEST_CASE(by_hand) {
  Graph graph;
  const Value x = graph.input("x", {Shape{1, 1, 2, 2}});
  graph.output("y", fovea::instance_norm(x, {.epsilon = 0, .name = "n"}));
  const std::vector<float> y =
      run_layer(graph, {{"x", {1, 2, 5, 4}}}, {{"n/scale", {2, 3}}, {"n/bias", {0, 10}}});
  BOOST_TEST(y == (std::vector<float>{-2, 7, 2, 13}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(errors_name_the_rule) {
  Graph graph;
  const Value x = graph.input("x", {Shape{2, 3}});
  const std::string message = message_of([&] { fovea::instance_norm(x); });
  BOOST_TEST(message.find("instance_norm") != std::string::npos, message);
}

BOOST_AUTO_TEST_SUITE_END()
