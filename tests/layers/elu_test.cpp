#include "fovea/layers/elu.h"

#include <boost/test/unit_test.hpp>

#include "tests/layers/check_values.h"

using namespace fovea;

BOOST_AUTO_TEST_SUITE(elu)

BOOST_AUTO_TEST_CASE(agrees_everywhere) {
  check_activation([](Value x) { return fovea::elu(x); });
}

BOOST_AUTO_TEST_CASE(known_values) {
  check_values([](Value x) { return fovea::elu(x); }, {{0, 0},
                                                       {2, 2},
                                                       {-1, -0.63212055883},
                                                       {-0.001f, -0.00099950021},
                                                       {1e4f, 1e4},
                                                       {-1e4f, -1},
                                                       {infinity, infinity},
                                                       {-infinity, -1},
                                                       {not_a_number, not_a_number}});
}

BOOST_AUTO_TEST_CASE(other_alphas) {
  check_activation([](Value x) { return fovea::elu(x, {.alpha = 0.3f}); });
  check_values([](Value x) { return fovea::elu(x, {.alpha = 2}); }, {{-1, -1.26424111766}});
  Graph graph;
  BOOST_CHECK_THROW(fovea::elu(graph.input("x", {Shape{2}}), {.alpha = -1}), Error);
}

BOOST_AUTO_TEST_SUITE_END()
