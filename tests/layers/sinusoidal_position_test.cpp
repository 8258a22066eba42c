#include "fovea/layers/sinusoidal_position.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "tests/layers/check_layer.h"
#include "tests/layers/check_values.h"

using namespace fovea;

BOOST_AUTO_TEST_SUITE(sinusoidal_position)

BOOST_AUTO_TEST_CASE(odd_shapes) {
  for (const Shape& shape : {Shape{2, 5, 4}, Shape{1, 1, 1}, Shape{3, 9, 7}}) {
    check_layer({.label = shape.str(), .inputs = {{shape}}, .build = [](auto&, auto x) {
                   return std::vector{fovea::sinusoidal_position(x[0])};
                 }});
  }
}

BOOST_AUTO_TEST_CASE(by_hand) {
  const Tensor x = Tensor::of<float>({1, 2, 4}, {0, 0, 0, 0, 10, 10, 10, 10});
  const auto y = run_everywhere(
      {x}, [](Graph&, auto v) { return fovea::sinusoidal_position(v[0], {.base = 100}); });
  const std::vector<float> expected{0,
                                    1,
                                    0,
                                    1,
                                    10 + std::sin(1.0f),
                                    10 + std::cos(1.0f),
                                    10 + std::sin(0.1f),
                                    10 + std::cos(0.1f)};
  BOOST_TEST(y == expected, boost::test_tools::tolerance(1e-6f)
                                << boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
