#include "apps/cli/text_table.h"

#include <boost/test/unit_test.hpp>

using namespace fovea::apps;

BOOST_AUTO_TEST_SUITE(text_table)

BOOST_AUTO_TEST_CASE(figures) {
  BOOST_TEST(grouped(0) == "0");
  BOOST_TEST(grouped(999) == "999");
  BOOST_TEST(grouped(61706) == "61,706");
  BOOST_TEST(grouped(-1234567) == "-1,234,567");
  BOOST_TEST(grouped(-123) == "-123");
  BOOST_TEST(si(0) == "0");
  BOOST_TEST(si(84) == "84");
  BOOST_TEST(si(999.6) == "1.00 k");
  BOOST_TEST(si(416520) == "417 k");
  BOOST_TEST(si(1.466e8, "FLOP") == "147 MFLOP");
  BOOST_TEST(bytes(1023) == "1023 B");
  BOOST_TEST(bytes(1024) == "1.00 KiB");
  BOOST_TEST(bytes(1023 * 1024) == "1.00 MiB");
  BOOST_TEST(bytes(25276502016) == "23.5 GiB");
  BOOST_TEST(duration(4e-7) == "0.4 us");
  BOOST_TEST(duration(5e-5) == "50 us");
  BOOST_TEST(duration(0.0123) == "12.3 ms");
  BOOST_TEST(duration(0.25) == "250 ms");
  BOOST_TEST(duration(6.24) == "6.2 s");
  BOOST_TEST(duration(125) == "2 min 5 s");
  BOOST_TEST(duration(3720) == "1 h 2 min");
}

BOOST_AUTO_TEST_CASE(long_text_is_cut_in_the_middle) {
  BOOST_TEST(shortened("gradient", 8) == "gradient");
  BOOST_TEST(shortened("softmax_cross_entropy", 10) == "soft..ropy");
}

BOOST_AUTO_TEST_CASE(columns_are_as_wide_as_their_cells) {
  TextTable table({{"node"}, {"count", Align::right}});
  table.add({"conv2d_1", "156"});
  table.rule();
  table.add({"sum"});
  BOOST_TEST(table.str() ==
             "node      count\n"
             "--------  -----\n"
             "conv2d_1    156\n"
             "--------  -----\n"
             "sum\n");
}

BOOST_AUTO_TEST_SUITE_END()
