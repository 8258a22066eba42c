#include "fovea/layers/add.h"

#include <boost/test/unit_test.hpp>

#include "fovea/layers/relu.h"
#include "tests/layers/check_layer.h"

using namespace fovea;

BOOST_AUTO_TEST_SUITE(add)

BOOST_AUTO_TEST_CASE(odd_shapes) {
  for (const Shape& shape : {Shape{1}, Shape{3, 17}, Shape{2, 5, 3, 7}, Shape{1, 4099}}) {
    check_layer({.label = shape.str(), .inputs = {{shape}, {shape}}, .build = [](auto&, auto x) {
                   return std::vector{fovea::add(x[0], x[1])};
                 }});
  }
}

// Both operands, a value used three times, and gradients that meet.
BOOST_AUTO_TEST_CASE(branches) {
  check_layer({.label = "x + relu(x) + x", .inputs = {{Shape{3, 5}}}, .build = [](auto&, auto x) {
                 return std::vector{fovea::add(fovea::add(x[0], relu(x[0])), x[0])};
               }});
}

BOOST_AUTO_TEST_CASE(wrong_shapes_are_named) {
  Graph graph;
  const Value a = graph.input("a", {Shape{2, 3}}), b = graph.input("b", {Shape{3, 2}});
  BOOST_CHECK_EXCEPTION(fovea::add(a, b, "sum"), Error, [](const Error& error) {
    return std::string(error.what()) ==
           "sum: (2, 3) and (3, 2) differ in axis 0, where neither has the extent 1; the node is "
           "add "
           "on f32 (2, 3), f32 (3, 2)";
  });
}

BOOST_AUTO_TEST_SUITE_END()
