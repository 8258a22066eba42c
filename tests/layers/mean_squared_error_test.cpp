#include "fovea/layers/mean_squared_error.h"

#include <boost/test/unit_test.hpp>

#include "tests/layers/check_values.h"

using namespace fovea;

BOOST_AUTO_TEST_SUITE(mean_squared_error)

BOOST_AUTO_TEST_CASE(is_the_mean_over_an_example) {
  check_example_loss([](Value x, Value target) { return fovea::mean_squared_error(x, target); },
                     2.5f);
}

BOOST_AUTO_TEST_SUITE_END()
