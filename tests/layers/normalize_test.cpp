#include "fovea/layers/normalize.h"

#include <boost/test/unit_test.hpp>

#include "tests/layers/check_layer.h"
#include "tests/layers/check_values.h"

using namespace fovea;

BOOST_AUTO_TEST_SUITE(normalize)

BOOST_AUTO_TEST_CASE(agrees_everywhere) {
  for (const Shape& shape : {Shape{1, 1, 1, 1}, Shape{3, 28, 28, 1}, Shape{2, 7, 5, 3},
                             Shape{1, 2, 2, 17}, Shape{1, 150, 130, 3}, Shape{1, 3, 1, 4}}) {
    NormalizeConfig config{.mean = {}, .deviation = {}};
    for (std::int64_t c = 0; c < shape.back(); ++c) {
      config.mean.push_back(0.1f * static_cast<float>(c));
      config.deviation.push_back(0.25f + 0.05f * static_cast<float>(c));
    }
    check_layer({.label = shape.str(),
                 .inputs = {{shape, DType::u8}},
                 .build =
                     [config](Graph&, std::span<const Value> x) {
                       return std::vector{fovea::normalize(x[0], config)};
                     },
                 .differentiable = false});
  }
}

BOOST_AUTO_TEST_CASE(known_values) {
  const Tensor image = Tensor::of<std::uint8_t>(Shape{1, 1, 2, 2}, {0, 255, 51, 102});
  const std::vector<float> y = run_everywhere({image}, [](Graph&, std::span<const Value> x) {
    return fovea::normalize(x[0], {.mean = {0.5f, 0.2f}, .deviation = {0.5f, 0.1f}});
  });
  const std::vector<double> expected{-1, 8, -0.6, 2};
  for (size_t i = 0; i < 4; ++i) {
    BOOST_TEST(double{y[i]} == expected[i], boost::test_tools::tolerance(1e-6));
  }
}

BOOST_AUTO_TEST_CASE(refuses_what_does_not_fit) {
  Graph graph;
  const Value image = graph.input("image", {Shape{1, 4, 4, 3}, DType::u8});
  const Value floats = graph.input("floats", {Shape{1, 4, 4, 3}});
  BOOST_CHECK_THROW(fovea::normalize(image, {}), Error);
  BOOST_CHECK_THROW(fovea::normalize(floats, {.mean = {0, 0, 0}, .deviation = {1, 1, 1}}), Error);
  BOOST_CHECK_THROW(fovea::normalize(image, {.mean = {0, 0, 0}, .deviation = {1, 0, 1}}), Error);
}

BOOST_AUTO_TEST_SUITE_END()
