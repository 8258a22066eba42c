#include "fovea/layers/flatten.h"

#include <boost/test/unit_test.hpp>

#include "tests/layers/check_layer.h"

using namespace fovea;

BOOST_AUTO_TEST_SUITE(flatten)

BOOST_AUTO_TEST_CASE(odd_shapes) {
  for (const Shape& shape :
       {Shape{3}, Shape{1, 1, 1, 1}, Shape{3, 5, 7, 17}, Shape{2, 2, 2, 2, 3}}) {
    check_layer({.label = shape.str(), .inputs = {{shape}}, .build = [](auto&, auto x) {
                   return std::vector{fovea::flatten(x[0])};
                 }});
  }
}

BOOST_AUTO_TEST_CASE(shapes) {
  Graph graph;
  BOOST_TEST(fovea::flatten(graph.input("image", {Shape{3, 5, 7, 2}, DType::u8})).type().str() ==
             "u8 (3, 70)");
  BOOST_TEST(fovea::flatten(graph.input("vector", {Shape{3}})).shape().str() == "(3, 1)");
  BOOST_CHECK_THROW(fovea::flatten(graph.input("scalar", {Shape{}})), Error);
}

BOOST_AUTO_TEST_SUITE_END()
