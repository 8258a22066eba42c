#include "fovea/layers/gelu.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "tests/layers/check_values.h"

using namespace fovea;

BOOST_AUTO_TEST_SUITE(gelu)

BOOST_AUTO_TEST_CASE(agrees_everywhere) {
  check_activation([](Value x) { return fovea::gelu(x); });
}

BOOST_AUTO_TEST_CASE(known_values) {
  check_values([](Value x) { return fovea::gelu(x); }, {{0, 0},
                                                        {1, 0.84134474607},
                                                        {-1, -0.15865525393},
                                                        {2, 1.95449973610},
                                                        {-5, -1.43325785935e-6},
                                                        {1e4f, 1e4},
                                                        {-1e4f, 0},
                                                        {infinity, infinity},
                                                        {not_a_number, not_a_number}});
}

// Compared with the error function of the C++ library, in double.
BOOST_AUTO_TEST_CASE(accurate_everywhere) {
  std::vector<std::pair<float, double>> pairs;
  for (int i = -1000; i <= 1000; ++i) {
    const float x = 0.006f * static_cast<float>(i);
    pairs.emplace_back(x, double{x} * std::erfc(-double{x} / std::sqrt(2.0)) / 2);
  }
  check_values([](Value x) { return fovea::gelu(x); }, pairs);
}

BOOST_AUTO_TEST_SUITE_END()
