#include "fovea/layers/mean.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "tests/layers/check_layer.h"
#include "tests/layers/check_values.h"

namespace fovea {

namespace {

std::vector<float> mean_of(const Tensor& tensor) {
  return run_everywhere({tensor}, [](Graph&, std::span<const Value> x) { return mean(x[0]); });
}

}  // namespace

}  // namespace fovea

using namespace fovea;

BOOST_AUTO_TEST_SUITE(mean)

BOOST_AUTO_TEST_CASE(agrees_everywhere) {
  for (const Shape& shape : {Shape{1}, Shape{3, 5}, Shape{64}, Shape{2, 7, 11, 3}, Shape{16384},
                             Shape{16385}, Shape{3, 100000}}) {
    check_layer(
        {.label = shape.str(), .inputs = {{shape}}, .build = [](Graph&, std::span<const Value> x) {
           return std::vector{fovea::mean(x[0])};
         }});
  }
}

BOOST_AUTO_TEST_CASE(known_values) {
  BOOST_TEST(mean_of(Tensor::of<float>(Shape{2, 2}, {1, 2, 3, 5})).front() == 2.75f);
  BOOST_TEST(mean_of(Tensor::scalar(7.0f)).front() == 7.0f);
  BOOST_TEST(std::isnan(mean_of(Tensor::of<float>(Shape{3}, {1, not_a_number, 3})).front()));
}

BOOST_AUTO_TEST_CASE(an_empty_tensor_has_none) {
  Graph graph;
  BOOST_CHECK_THROW(fovea::mean(graph.input("x", {Shape{0, 3}})), Error);
}

BOOST_AUTO_TEST_SUITE_END()
