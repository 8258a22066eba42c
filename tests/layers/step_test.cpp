#include "fovea/layers/step.h"

#include <boost/test/unit_test.hpp>

#include "tests/layers/check_values.h"

using namespace fovea;

BOOST_AUTO_TEST_SUITE(step)

BOOST_AUTO_TEST_CASE(agrees_everywhere) {
  check_activation([](Value x) { return fovea::step(x); });
}

// Numbers below 1.2e-38 are left out: a device may treat them as 0.
BOOST_AUTO_TEST_CASE(known_values) {
  check_values([](Value x) { return fovea::step(x); }, {{0, 1},
                                                        {-0.0f, 1},
                                                        {1.2e-38f, 1},
                                                        {-1.2e-38f, 0},
                                                        {2, 1},
                                                        {-2, 0},
                                                        {infinity, 1},
                                                        {-infinity, 0},
                                                        {not_a_number, not_a_number}});
}

BOOST_AUTO_TEST_SUITE_END()
