#include "fovea/layers/transpose.h"

#include <boost/test/unit_test.hpp>

#include "tests/layers/check_layer.h"
#include "tests/layers/run_layer.h"

using namespace fovea;

BOOST_AUTO_TEST_SUITE(transpose)

BOOST_AUTO_TEST_CASE(odd_shapes) {
  struct Case {
    Shape x;
    std::vector<int> order;
  };
  const Case cases[] = {
      {{1}, {0}},
      {{3, 17}, {1, 0}},
      {{2, 3, 5, 7}, {0, 3, 1, 2}},
      {{2, 7, 3, 5}, {0, 2, 3, 1}},
      {{2, 1, 5, 1}, {3, 2, 1, 0}},
      {{2, 70, 61, 3}, {0, 2, 1, 3}},
      {{2, 3, 1, 2, 3, 2, 1, 2}, {7, 0, 6, 1, 5, 2, 4, 3}},
  };
  for (const auto& [x, order] : cases) {
    check_layer({.label = x.str(), .inputs = {{x}}, .build = [&, &order = order](auto&, auto v) {
                   return std::vector{fovea::transpose(v[0], {order})};
                 }});
  }
}

BOOST_AUTO_TEST_CASE(whole_numbers) {
  check_layer({.label = "i32",
               .inputs = {{Shape{4, 9}, DType::i32}},
               .build =
                   [](auto&, auto x) {
                     return std::vector{fovea::transpose(x[0], {{1, 0}})};
                   },
               .int_bound = 1 << 30,
               .differentiable = false});
}

BOOST_AUTO_TEST_CASE(by_hand) {
  Graph graph;
  const Value x = graph.input("x", {Shape{1, 2, 3}});
  graph.output("y", fovea::transpose(x, {{2, 0, 1}}));
  BOOST_TEST(
      run_layer(graph, {{"x", {1, 2, 3, 4, 5, 6}}}) == (std::vector<float>{1, 4, 2, 5, 3, 6}),
      boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(errors_name_the_rule) {
  Graph graph;
  const Value x = graph.input("x", {Shape{2, 3}});
  const auto says = [&](std::vector<int> order, std::string_view what) {
    const std::string message = message_of([&] { fovea::transpose(x, {order}); });
    BOOST_TEST(message.find(what) != std::string::npos, message);
  };
  says({0, 0}, "(0, 0) is no order of the axes of (2, 3)");
  says({0}, "(0) is no order of the axes of (2, 3)");
}

BOOST_AUTO_TEST_SUITE_END()
