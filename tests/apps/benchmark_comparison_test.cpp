// The change between two benchmarks and its noise, by hand.
#include "apps/benchmark/benchmark_comparison.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

using namespace fovea::apps;

BOOST_AUTO_TEST_SUITE(benchmark_comparison)

BOOST_AUTO_TEST_CASE(change_and_noise_by_hand) {
  // Medians 2 and 3. The standard errors are 1.2533 * sqrt(1 / 3) = 0.72359 of either run.
  const double before[] = {1, 2, 3}, after[] = {2, 3, 4};
  const Change change = change_between(before, after);
  BOOST_TEST(change.relative == 0.5, boost::test_tools::tolerance(1e-12));
  const double error = std::hypot(0.72359 / 2, 0.72359 / 3) * 1.5;
  BOOST_TEST(change.noise == 2 * error, boost::test_tools::tolerance(1e-4));
  BOOST_TEST(!change.is_real());
  BOOST_TEST(change_text(change) == "+50.0 % +-130.4: noise");
}

BOOST_AUTO_TEST_CASE(steady_rounds_make_a_small_change_real) {
  const double before[] = {10, 10.01, 9.99, 10}, after[] = {9.5, 9.51, 9.49, 9.5};
  const Change change = change_between(before, after);
  BOOST_TEST(change.is_real());
  BOOST_TEST(change_text(change).starts_with("-5.0 % +-0.1"));
}

BOOST_AUTO_TEST_CASE(one_round_says_nothing_about_noise) {
  const double before[] = {10}, after[] = {20};
  const Change change = change_between(before, after);
  BOOST_TEST(change.relative == 1);
  BOOST_TEST(!std::isfinite(change.noise));
  BOOST_TEST(!change.is_real());
  BOOST_TEST(change_text(change) == "+100.0 % +-?: noise");
}

BOOST_AUTO_TEST_SUITE_END()
