#include "fovea/layers/matmul.h"

#include <boost/test/unit_test.hpp>

#include "tests/layers/check_layer.h"
#include "tests/layers/run_layer.h"

using namespace fovea;

namespace {

struct Case {
  std::vector<std::int64_t> a_batch, b_batch;
  std::int64_t rows, depth, columns;
};

Shape matrices(std::vector<std::int64_t> batch, std::int64_t rows, std::int64_t columns,
               bool turned) {
  batch.push_back(turned ? columns : rows);
  batch.push_back(turned ? rows : columns);
  return Shape(batch);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(matmul)

BOOST_AUTO_TEST_CASE(odd_shapes) {
  const Case cases[] = {
      {{}, {}, 1, 1, 1},
      {{}, {}, 5, 17, 3},
      {{3}, {3}, 4, 7, 33},
      {{2, 3}, {2, 3}, 5, 1, 6},
      {{2, 3}, {}, 5, 4, 6},
      {{}, {4}, 3, 2, 5},
      {{2, 1, 3}, {5, 1}, 2, 3, 4},
      {{}, {}, 200, 3, 300},
  };
  for (const auto& [a_batch, b_batch, rows, depth, columns] : cases) {
    for (const bool turned_a : {false, true}) {
      for (const bool turned_b : {false, true}) {
        const Shape a = matrices(a_batch, rows, depth, turned_a);
        const Shape b = matrices(b_batch, depth, columns, turned_b);
        check_layer({.label = fmt::format("{} {} {} {}", a.str(), turned_a, b.str(), turned_b),
                     .inputs = {{a}, {b}},
                     .build =
                         [=](auto&, auto x) {
                           return std::vector{fovea::matmul(x[0], x[1], {turned_a, turned_b})};
                         },
                     .any_batch = !a_batch.empty() && a_batch == b_batch});
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(by_hand) {
  Graph graph;
  const Value a = graph.input("a", {Shape{2, 2}}), b = graph.input("b", {Shape{2, 1}});
  graph.output("y", fovea::matmul(a, b));
  BOOST_TEST(run_layer(graph, {{"a", {1, 2, 3, 4}}, {"b", {5, 6}}}) == (std::vector<float>{17, 39}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(errors_name_the_rule) {
  Graph graph;
  const Value a = graph.input("a", {Shape{2, 3}}), v = graph.input("v", {Shape{3}});
  const auto says = [&](auto build, std::string_view what) {
    const std::string message = message_of(build);
    BOOST_TEST(message.find(what) != std::string::npos, message);
  };
  says([&] { fovea::matmul(a, a); }, "the 3 columns of a do not fit the 2 rows of b");
  says([&] { fovea::matmul(a, v); }, "matmul takes matrices, or batches of them");
}

BOOST_AUTO_TEST_SUITE_END()
