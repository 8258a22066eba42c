#include "fovea/layers/leaky_relu.h"

#include <boost/test/unit_test.hpp>

#include "tests/layers/check_values.h"

using namespace fovea;

BOOST_AUTO_TEST_SUITE(leaky_relu)

BOOST_AUTO_TEST_CASE(agrees_everywhere) {
  check_activation([](Value x) { return fovea::leaky_relu(x); });
}

BOOST_AUTO_TEST_CASE(known_values) {
  check_values([](Value x) { return fovea::leaky_relu(x); }, {{0, 0},
                                                              {2, 2},
                                                              {-3, -0.03},
                                                              {1e4f, 1e4},
                                                              {-1e4f, -100},
                                                              {infinity, infinity},
                                                              {-infinity, -infinity},
                                                              {not_a_number, not_a_number}});
}

BOOST_AUTO_TEST_CASE(other_slopes) {
  check_activation([](Value x) { return fovea::leaky_relu(x, {.slope = 0.3f}); });
  check_values([](Value x) { return fovea::leaky_relu(x, {.slope = 0.5f}); }, {{-3, -1.5}, {3, 3}});
  Graph graph;
  BOOST_CHECK_THROW(fovea::leaky_relu(graph.input("x", {Shape{2}}), {.slope = -0.1f}), Error);
}

BOOST_AUTO_TEST_SUITE_END()
