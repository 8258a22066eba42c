#include "fovea/layers/identity.h"

#include <boost/test/unit_test.hpp>

#include "tests/layers/check_layer.h"

BOOST_AUTO_TEST_SUITE(identity)

BOOST_AUTO_TEST_CASE(odd_shapes) {
  using fovea::Shape;
  for (const Shape& shape : {Shape{1, 1}, Shape{3, 17}, Shape{2, 5, 3, 7}, Shape{1, 4099}}) {
    fovea::check_layer({.label = shape.str(), .inputs = {{shape}}, .build = [](auto&, auto x) {
                          return std::vector{fovea::identity(x[0])};
                        }});
  }
}

BOOST_AUTO_TEST_SUITE_END()
