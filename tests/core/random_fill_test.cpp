// Many numbers drawn at once are the same as those drawn one by one.
#include "fovea/core/random.h"

#include <bit>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <vector>

using namespace fovea;

BOOST_AUTO_TEST_SUITE(random_fill)

// From the paper's own implementation, Random123 1.14 (kat_vectors).
BOOST_AUTO_TEST_CASE(known_answers) {
  BOOST_TEST(
      (philox({0, 0, 0, 0}, {0, 0}) == Random4{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  constexpr std::uint32_t all = 0xffffffff;
  BOOST_TEST((philox({all, all, all, all}, {all, all}) ==
              Random4{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
}

// Odd lengths, and places around 2^32 and 2^34, where the counter's second word begins.
BOOST_AUTO_TEST_CASE(many_at_once) {
  for (const std::uint64_t first :
       {std::uint64_t{0}, std::uint64_t{3}, (std::uint64_t{1} << 32) - 300,
        (std::uint64_t{1} << 34) - 1001}) {
    for (const size_t count : {size_t{0}, size_t{1}, size_t{2}, size_t{255}, size_t{3001}}) {
      const Random random(42, stream_of("weights"), 7);
      std::vector<float> uniform(count), normal(count);
      random.fill_uniform(first, uniform);
      random.fill_normal(first, normal);
      for (size_t i = 0; i < count; ++i) {
        BOOST_REQUIRE_EQUAL(uniform[i], random.uniform(first + i));
        // At most the next float: the double may be in the middle between two floats.
        const auto a = std::bit_cast<std::int32_t>(normal[i]);
        const auto b = std::bit_cast<std::int32_t>(random.normal(first + i));
        BOOST_REQUIRE_LE(std::abs(a - b), 1);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(normals_are_normal) {
  std::vector<float> values(1 << 20);
  Random(1, 2).fill_normal(0, values);
  double mean = 0, square = 0, fourth = 0;
  for (const float x : values) {
    mean += double{x};
    square += double{x} * double{x};
    fourth += std::pow(double{x}, 4);
  }
  const double count = static_cast<double>(values.size());
  BOOST_CHECK_SMALL(mean / count, 0.005);
  BOOST_CHECK_SMALL(square / count - 1, 0.01);
  BOOST_CHECK_SMALL(fourth / count - 3, 0.05);
}

BOOST_AUTO_TEST_SUITE_END()
