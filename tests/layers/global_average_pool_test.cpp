#include "fovea/layers/global_average_pool.h"

#include <boost/test/unit_test.hpp>

#include "tests/layers/check_layer.h"
#include "tests/layers/run_layer.h"

using namespace fovea;

BOOST_AUTO_TEST_SUITE(global_average_pool)

BOOST_AUTO_TEST_CASE(odd_shapes) {
  for (const Shape& shape : {Shape{1, 1, 1, 1}, Shape{3, 5, 4, 3}, Shape{2, 7, 7, 17},
                             Shape{1, 63, 65, 6}, Shape{2, 2, 3, 1025}}) {
    check_layer({.label = shape.str(), .inputs = {{shape}}, .build = [](auto&, auto x) {
                   return std::vector{fovea::global_average_pool(x[0])};
                 }});
  }
}

BOOST_AUTO_TEST_CASE(by_hand) {
  Graph graph;
  const Value x = graph.input("x", {Shape{1, 2, 2, 2}});
  graph.output("y", fovea::global_average_pool(x));
  BOOST_TEST(run_layer(graph, {{"x", {1, 10, 2, 20, 3, 30, 6, 0}}}) == (std::vector<float>{3, 15}),
             boost::test_tools::per_element());
  BOOST_CHECK_THROW(fovea::global_average_pool(graph.input("m", {Shape{2, 2}})), Error);
}

BOOST_AUTO_TEST_SUITE_END()
