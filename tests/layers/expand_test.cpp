#include "fovea/layers/expand.h"

#include <boost/test/unit_test.hpp>

#include "tests/layers/check_layer.h"
#include "tests/layers/run_layer.h"

using namespace fovea;

BOOST_AUTO_TEST_SUITE(expand)

BOOST_AUTO_TEST_CASE(odd_shapes) {
  struct Case {
    Shape x, like;
    bool any_batch = true;
  };
  const Case cases[] = {
      {{1}, {1}},
      {{2, 3}, {2, 3}},
      {{2, 1, 1, 5}, {2, 4, 3, 5}},
      {{2, 1, 3, 1}, {2, 2, 3, 4}},
      {{3}, {2, 5, 3}, false},
      {{}, {2, 3}, false},
      {{5, 1, 7}, {5, 300, 7}},
  };
  for (const auto& [x, like, any_batch] : cases) {
    check_layer({.label = fmt::format("{} to {}", x.str(), like.str()),
                 .inputs = {{x}, {like}},
                 .build = [&](auto&, auto v) { return std::vector{fovea::expand(v[0], v[1])}; },
                 .any_batch = any_batch});
  }
}

BOOST_AUTO_TEST_CASE(equal_shares) {
  Graph graph;
  const Value x = graph.input("x", {Shape{2, 1}}), like = graph.input("like", {Shape{2, 2}});
  graph.output("y", fovea::expand(x, like, Share::equal));
  BOOST_TEST(run_layer(graph, {{"x", {3, 5}}, {"like", {0, 0, 0, 0}}}) ==
                 (std::vector<float>{1.5f, 1.5f, 2.5f, 2.5f}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(errors_name_the_rule) {
  Graph graph;
  const Value x = graph.input("x", {Shape{2, 3}}), like = graph.input("like", {Shape{1, 3}});
  const std::string message = message_of([&] { fovea::expand(x, like); });
  BOOST_TEST(message.find("(2, 3) cannot be repeated to (1, 3)") != std::string::npos, message);
}

BOOST_AUTO_TEST_SUITE_END()
