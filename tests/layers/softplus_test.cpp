#include "fovea/layers/softplus.h"

#include <boost/test/unit_test.hpp>

#include "tests/layers/check_values.h"

using namespace fovea;

BOOST_AUTO_TEST_SUITE(softplus)

BOOST_AUTO_TEST_CASE(agrees_everywhere) {
  check_activation([](Value x) { return fovea::softplus(x); });
}

BOOST_AUTO_TEST_CASE(known_values) {
  check_values([](Value x) { return fovea::softplus(x); }, {{0, 0.69314718056},
                                                            {1, 1.31326168752},
                                                            {-1, 0.31326168752},
                                                            {-12, 6.14419347773e-06},
                                                            {-15.5f, 1.85539119049e-07},
                                                            {-50, 1.92874985e-22},
                                                            {1e4f, 1e4},
                                                            {-1e4f, 0},
                                                            {infinity, infinity},
                                                            {-infinity, 0},
                                                            {not_a_number, not_a_number}});
}

BOOST_AUTO_TEST_SUITE_END()
