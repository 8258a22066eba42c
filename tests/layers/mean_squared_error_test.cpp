#include "framework/layers/mean_squared_error.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "tests/layers/check_layer.h"
#include "tests/layers/check_values.h"

using namespace fovea;

namespace {

const std::vector<Shape> shapes{Shape{1, 1},       Shape{3},        Shape{3, 17},
                                Shape{2, 5, 3, 7}, Shape{1, 20000}, Shape{70, 333}};

}  // namespace

BOOST_AUTO_TEST_SUITE(mean_squared_error)

BOOST_AUTO_TEST_CASE(agrees_everywhere) {
  for (const Shape& shape : shapes) {
    check_layer({.label = shape.str(),
                 .inputs = {{shape}},
                 .build =
                     [&](Graph& graph, std::span<const Value> x) {
                       return std::vector{
                           fovea::mean_squared_error(x[0], target_like(graph, x[0], 2))};
                     },
                 .ranges = {{-2, 2}}});
  }
}

BOOST_AUTO_TEST_CASE(known_values) {
  const Tensor x = Tensor::of<float>(Shape{3, 2}, {1, 2, 0, 0, not_a_number, 1});
  const Tensor t = Tensor::of<float>(Shape{3, 2}, {0, 4, 0, 0, 1, 1});
  const std::vector<float> loss = run_everywhere({x, t}, [](Graph&, std::span<const Value> v) {
    return fovea::mean_squared_error(v[0], v[1]);
  });
  BOOST_TEST(loss[0] == 2.5f);
  BOOST_TEST(loss[1] == 0);
  BOOST_TEST(std::isnan(loss[2]));
}

BOOST_AUTO_TEST_CASE(refuses_other_shapes) {
  Graph graph;
  const Value x = graph.input("x", {Shape{4, 2}});
  BOOST_CHECK_THROW(fovea::mean_squared_error(x, graph.input("a", {Shape{4}})), Error);
  BOOST_CHECK_THROW(fovea::mean_squared_error(x, graph.input("b", {Shape{4, 2}, DType::i32})),
                    Error);
  const Value scalar = graph.input("c", {Shape{}});
  BOOST_CHECK_THROW(fovea::mean_squared_error(scalar, scalar), Error);
}

BOOST_AUTO_TEST_SUITE_END()
