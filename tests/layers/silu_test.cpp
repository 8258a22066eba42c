#include "fovea/layers/silu.h"

#include <boost/test/unit_test.hpp>

#include "tests/layers/check_values.h"

using namespace fovea;

BOOST_AUTO_TEST_SUITE(silu)

BOOST_AUTO_TEST_CASE(agrees_everywhere) {
  check_activation([](Value x) { return fovea::silu(x); });
}

BOOST_AUTO_TEST_CASE(known_values) {
  check_values([](Value x) { return fovea::silu(x); }, {{0, 0},
                                                        {1, 0.73105857863},
                                                        {-1, -0.26894142137},
                                                        {1e4f, 1e4},
                                                        {-1e4f, 0},
                                                        {infinity, infinity},
                                                        {not_a_number, not_a_number}});
}

BOOST_AUTO_TEST_SUITE_END()
