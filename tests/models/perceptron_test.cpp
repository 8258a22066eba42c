#include "fovea/models/perceptron.h"

#include <boost/test/unit_test.hpp>

#include "fovea/models/models.h"

using namespace fovea;

BOOST_AUTO_TEST_SUITE(perceptron)

BOOST_AUTO_TEST_CASE(parameters) {
  BOOST_TEST(models::make("perceptron").parameter_count() == 28 * 28 * 10 + 10);
}

BOOST_AUTO_TEST_SUITE_END()
