#include "fovea/layers/multiply.h"

#include <boost/test/unit_test.hpp>

#include "tests/layers/check_layer.h"

using namespace fovea;

BOOST_AUTO_TEST_SUITE(multiply)

BOOST_AUTO_TEST_CASE(odd_shapes) {
  for (const Shape& shape : {Shape{1}, Shape{3, 17}, Shape{2, 5, 3, 7}, Shape{1, 70001}}) {
    check_layer({.label = shape.str(), .inputs = {{shape}, {shape}}, .build = [](auto&, auto x) {
                   return std::vector{fovea::multiply(x[0], x[1])};
                 }});
  }
}

BOOST_AUTO_TEST_CASE(a_square) {
  check_layer({.label = "x * x", .inputs = {{Shape{3, 5}}}, .build = [](auto&, auto x) {
                 return std::vector{fovea::multiply(x[0], x[0])};
               }});
}

BOOST_AUTO_TEST_CASE(shapes_must_fit) {
  Graph graph;
  const Value a = graph.input("a", {Shape{2, 3}}), b = graph.input("b", {Shape{2}});
  BOOST_CHECK_THROW(fovea::multiply(a, b), Error);
}

BOOST_AUTO_TEST_SUITE_END()
