#include "fovea/layers/sum_rows.h"

#include <boost/test/unit_test.hpp>

#include "tests/layers/check_layer.h"

using namespace fovea;

BOOST_AUTO_TEST_SUITE(sum_rows)

// One chunk and several, channels that fill vectors and channels that do not.
BOOST_AUTO_TEST_CASE(odd_shapes) {
  for (const Shape& shape : {Shape{5}, Shape{1, 1}, Shape{3, 17}, Shape{2, 9, 11, 6},
                             Shape{1, 40001, 1}, Shape{3, 50, 60, 3}, Shape{7, 4099}}) {
    check_layer({.label = shape.str(),
                 .inputs = {{shape}},
                 .build = [](auto&, auto x) { return std::vector{fovea::sum_rows(x[0])}; },
                 .any_batch = shape.rank() > 1,
                 .differentiable = false});
  }
}

BOOST_AUTO_TEST_CASE(a_scalar_has_no_rows) {
  Graph graph;
  BOOST_CHECK_THROW(fovea::sum_rows(graph.input("x", {Shape{}})), Error);
}

BOOST_AUTO_TEST_SUITE_END()
