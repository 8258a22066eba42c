// Sizes of memory written as words.
#include "apps/cli/byte_count.h"

#include <boost/test/unit_test.hpp>

#include "tests/support/message.h"

namespace fovea {
namespace {

BOOST_AUTO_TEST_SUITE(byte_count)

BOOST_AUTO_TEST_CASE(units) {
  using apps::byte_count;
  BOOST_TEST(byte_count("17") == 17);
  BOOST_TEST(byte_count("17B") == 17);
  BOOST_TEST(byte_count("2KiB") == 2048);
  BOOST_TEST(byte_count("2k") == 2048);
  BOOST_TEST(byte_count("2kB") == 2000);
  BOOST_TEST(byte_count("1.5MiB") == 1572864);
  BOOST_TEST(byte_count("2GiB") == std::int64_t{1} << 31);
  BOOST_TEST(byte_count("2gb") == 2000000000);
  BOOST_TEST(byte_count("1T") == std::int64_t{1} << 40);
  for (const char* const text :
       {"", "B", "GiB", "2 GiB", "-1", "0", "0.5", "1e300", "inf", "2Gi", "2x"}) {
    BOOST_TEST(test::has(test::message_of([&] { byte_count(text); }), "is no size of memory"),
               text);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace fovea
