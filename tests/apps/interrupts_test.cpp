// What SIGINT and SIGTERM do, depending on how the program was started.
#include "apps/cli/interrupts.h"

#include <boost/test/unit_test.hpp>
#include <csignal>

namespace fovea::apps {
namespace {

BOOST_AUTO_TEST_SUITE(interrupts)

// A shell starts background programs with SIGINT ignored.
BOOST_AUTO_TEST_CASE(what_was_ignored_stays_ignored) {
  std::signal(SIGINT, SIG_IGN);
  catch_interrupts();
  std::raise(SIGINT);
  BOOST_TEST(!interrupted());
  std::raise(SIGTERM);
  BOOST_TEST(interrupted());
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace fovea::apps
