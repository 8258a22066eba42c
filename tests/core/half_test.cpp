// Conversion to halves and back, compared with a search in the table of all halves.
#include "fovea/core/half.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <vector>

using namespace fovea;

namespace {

// The value of a half by its definition.
double value_of(std::uint16_t bits) {
  const int exponent = (bits >> 10) & 31, fraction = bits & 1023;
  const double size = exponent == 0    ? std::ldexp(fraction, -24)
                      : exponent == 31 ? (fraction ? NAN : INFINITY)
                                       : std::ldexp(1024 + fraction, exponent - 25);
  return bits & 0x8000 ? -size : size;
}

// The finite positive halves in order, then 65536, which means infinity.
std::uint16_t nearest(double x) {
  std::uint16_t best = 0;
  for (std::uint16_t bits = 1; bits <= 0x7c00; ++bits) {
    const double here = bits == 0x7c00 ? 65536 : value_of(bits), there = value_of(best);
    const double a = std::abs(x - here), b = std::abs(x - there);
    if (a < b || (a == b && bits % 2 == 0)) best = bits;
  }
  return best;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(half)

BOOST_AUTO_TEST_CASE(every_half_comes_back) {
  for (std::uint32_t bits = 0; bits < 65536; ++bits) {
    const Half half{static_cast<std::uint16_t>(bits)};
    const double truth = value_of(half.bits);
    const float value = to_float(half);
    if (std::isnan(truth)) {
      BOOST_TEST(std::isnan(value));
      BOOST_TEST(std::isnan(to_float(to_half(value))));
    } else if (double{value} != truth || std::signbit(value) != std::signbit(truth) ||
               to_half(value).bits != half.bits) {
      BOOST_ERROR("half " << bits << " comes back as " << value);
    }
  }
}

BOOST_AUTO_TEST_CASE(the_nearest_of_two_the_even_one) {
  for (const std::uint16_t bits :
       std::initializer_list<std::uint16_t>{0, 1, 2, 512, 1022, 1023, 1024, 1025, 0x3bff, 0x3c00,
                                            0x3c01, 0x4200, 0x7800, 0x7bfe, 0x7bff}) {
    const double low = value_of(bits),
                 high = bits == 0x7bff ? 65536 : value_of(static_cast<std::uint16_t>(bits + 1));
    const float middle = static_cast<float>((low + high) / 2);
    for (const float x : {std::nextafter(middle, 0.0f), middle, std::nextafter(middle, 1e9f)}) {
      BOOST_TEST(to_half(x).bits == nearest(double{x}), "of " << x);
      BOOST_TEST(to_half(-x).bits == (nearest(double{x}) | 0x8000), "of " << -x);
    }
  }
}

BOOST_AUTO_TEST_CASE(what_is_too_large_is_infinite_and_too_small_is_zero) {
  BOOST_TEST(to_float(to_half(65519.996f)) == 65504);
  for (const float x : {65520.0f, 1e30f, INFINITY}) {
    BOOST_TEST(to_float(to_half(x)) == INFINITY);
    BOOST_TEST(to_float(to_half(-x)) == -INFINITY);
  }
  for (const float x : {0x1p-25f, 1e-40f, 0.0f}) BOOST_TEST(to_half(x).bits == 0);
  BOOST_TEST(to_half(-0.0f).bits == 0x8000);
}

BOOST_AUTO_TEST_SUITE_END()
