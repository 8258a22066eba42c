#include "fovea/layers/binary_cross_entropy.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "tests/layers/check_layer.h"
#include "tests/layers/check_values.h"

using namespace fovea;

namespace {

const std::vector<Shape> shapes{Shape{1, 1},       Shape{3},        Shape{3, 17},
                                Shape{2, 5, 3, 7}, Shape{1, 20000}, Shape{70, 333}};

}  // namespace

BOOST_AUTO_TEST_SUITE(binary_cross_entropy)

BOOST_AUTO_TEST_CASE(logits_agree_everywhere) {
  for (const Shape& shape : shapes) {
    check_layer({.label = shape.str(),
                 .inputs = {{shape}},
                 .build =
                     [&](Graph& graph, std::span<const Value> x) {
                       const Value t = target_like(graph, x[0], 1);
                       return std::vector{fovea::binary_cross_entropy(x[0], t)};
                     },
                 .ranges = {{-8, 8}}});
  }
}

BOOST_AUTO_TEST_CASE(probabilities_agree_everywhere) {
  for (const Shape& shape : shapes) {
    check_layer({.label = shape.str(),
                 .inputs = {{shape}},
                 .build =
                     [&](Graph& graph, std::span<const Value> x) {
                       const Value t = target_like(graph, x[0], 1);
                       return std::vector{
                           fovea::binary_cross_entropy(x[0], t, {.from_logits = false})};
                     },
                 .ranges = {{0.05f, 0.95f}}});
  }
}

BOOST_AUTO_TEST_CASE(known_values) {
  const auto loss = [](float x, float t, bool from_logits) {
    return double{
        run_everywhere({Tensor::of<float>(Shape{1}, {x}), Tensor::of<float>(Shape{1}, {t})},
                       [&](Graph&, std::span<const Value> v) {
                         return fovea::binary_cross_entropy(v[0], v[1],
                                                            {.from_logits = from_logits});
                       })
            .front()};
  };
  const auto near = boost::test_tools::tolerance(2e-6);
  BOOST_TEST(loss(1, 1, true) == 0.31326168752, near);
  BOOST_TEST(loss(1, 0, true) == 1.31326168752, near);
  BOOST_TEST(loss(0, 0.5f, true) == 0.69314718056, near);
  BOOST_TEST(loss(1e4f, 1, true) == 0);
  BOOST_TEST(loss(-1e4f, 1, true) == 1e4);
  BOOST_TEST(std::isnan(loss(not_a_number, 1, true)));
  BOOST_TEST(loss(0.25f, 1, false) == 1.38629436112, near);
  BOOST_TEST(loss(0.25f, 0, false) == 0.28768207245, near);
  BOOST_TEST(loss(1e-6f, 0, false) == 1.0000005e-6, near);
  BOOST_TEST(loss(0, 0, false) == 0);
  BOOST_TEST(loss(1, 1, false) == 0);
  BOOST_TEST(loss(0, 1, false) == 100);
  BOOST_TEST(loss(1, 0, false) == 100);
  BOOST_TEST(std::isnan(loss(1.5f, 1, false)));
  BOOST_TEST(std::isnan(loss(-0.5f, 0, false)));
  BOOST_TEST(std::isnan(loss(not_a_number, 0, false)));
}

BOOST_AUTO_TEST_CASE(refuses_other_shapes) {
  Graph graph;
  const Value x = graph.input("x", {Shape{4, 2}});
  BOOST_CHECK_THROW(fovea::binary_cross_entropy(x, graph.input("a", {Shape{4}})), Error);
  BOOST_CHECK_THROW(fovea::binary_cross_entropy(x, graph.input("b", {Shape{4, 2}, DType::i32})),
                    Error);
  const Value scalar = graph.input("c", {Shape{}});
  BOOST_CHECK_THROW(fovea::binary_cross_entropy(scalar, scalar), Error);
}

BOOST_AUTO_TEST_SUITE_END()
