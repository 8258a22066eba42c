// The plan that docs/architecture.md explains is the one that its command prints.
#include <boost/test/unit_test.hpp>
#include <set>
#include <sstream>

#include "tests/support/program.h"

using namespace fovea;

BOOST_AUTO_TEST_SUITE(architecture)

BOOST_AUTO_TEST_CASE(the_plan_is_printed_so) {
  const std::string command = "fovea inspect lenet5 --train --batch 64 --plan";
  const std::string page = read_file(std::string(FOVEA_SOURCE) + "/docs/architecture.md");
  BOOST_TEST_REQUIRE(page.find("    " + command + "\n") != std::string::npos);
  const Finished finished = run_program(command.substr(command.find(' ')) + " --backend cpu");
  BOOST_TEST_REQUIRE(finished.status == 0, finished.err);
  std::set<std::string> printed;
  std::istringstream output(finished.out);
  for (std::string line; std::getline(output, line);) printed.insert(line);

  std::istringstream shown(page.substr(page.find("    plan of a training step")));
  int rows = 0;
  for (std::string line; std::getline(shown, line) && (line.empty() || line.starts_with("    "));) {
    if (line.empty() || line == "    ...") continue;
    BOOST_TEST(printed.contains(line.substr(4)), "the program does not print: " << line);
    ++rows;
  }
  BOOST_TEST(rows > 20);
}

BOOST_AUTO_TEST_SUITE_END()
