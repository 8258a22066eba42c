#include "fovea/layers/tanh.h"

#include <boost/test/unit_test.hpp>

#include "tests/layers/check_values.h"

namespace fovea::tests {  // ::tanh is the C library's

BOOST_AUTO_TEST_SUITE(tanh)

BOOST_AUTO_TEST_CASE(agrees_everywhere) {
  check_activation([](Value x) { return fovea::tanh(x); });
}

BOOST_AUTO_TEST_CASE(known_values) {
  check_values([](Value x) { return fovea::tanh(x); }, {{0, 0},
                                                        {1, 0.76159415596},
                                                        {-1, -0.76159415596},
                                                        {0.001f, 0.00099999971406},
                                                        {10, 0.99999999588},
                                                        {1e4f, 1},
                                                        {-1e4f, -1},
                                                        {infinity, 1},
                                                        {-infinity, -1},
                                                        {not_a_number, not_a_number}});
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace fovea::tests
