#include "apps/benchmark/benchmark_statistics.h"

#include <boost/test/unit_test.hpp>

#include "fovea/core/error.h"

using namespace fovea::apps;

namespace {

const auto nearly = boost::test_tools::tolerance(1e-12);

}  // namespace

BOOST_AUTO_TEST_SUITE(benchmark_statistics)

// By hand: place q * (n - 1) counted from 0, with a straight line between neighbours.
BOOST_AUTO_TEST_CASE(quantiles_lie_between_neighbours) {
  const std::vector<double> four = {1, 2, 4, 8};
  BOOST_TEST(quantile(four, 0) == 1, nearly);
  BOOST_TEST(quantile(four, 1) == 8, nearly);
  BOOST_TEST(quantile(four, 0.5) == 3, nearly);    // place 1.5
  BOOST_TEST(quantile(four, 0.9) == 6.8, nearly);  // place 2.7
  BOOST_TEST(quantile(four, 0.1) == 1.3, nearly);  // place 0.3
  BOOST_TEST(quantile(std::vector<double>{5}, 0.99) == 5, nearly);
  BOOST_CHECK_THROW(quantile({}, 0.5), fovea::Error);
}

BOOST_AUTO_TEST_CASE(spread_of_values_in_any_order) {
  // 0, 10, ..., 100: place 10 q.
  const Spread spread = spread_of({70, 0, 100, 20, 10, 50, 30, 40, 90, 60, 80});
  BOOST_TEST(spread.count == 11);
  BOOST_TEST(spread.least == 0, nearly);
  BOOST_TEST(spread.p10 == 10, nearly);
  BOOST_TEST(spread.median == 50, nearly);
  BOOST_TEST(spread.p90 == 90, nearly);
  BOOST_TEST(spread.p99 == 99, nearly);
  BOOST_TEST(spread.most == 100, nearly);
}

BOOST_AUTO_TEST_CASE(one_slow_call_moves_the_tail_alone) {
  const Spread spread = spread_of({2, 2, 2, 2, 1000});
  BOOST_TEST(spread.median == 2, nearly);
  BOOST_TEST(spread.p10 == 2, nearly);
  BOOST_TEST(spread.mean == 201.6, nearly);
  BOOST_TEST(spread.p90 == 600.8, nearly);  // place 3.6
}

BOOST_AUTO_TEST_SUITE_END()
