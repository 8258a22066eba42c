// A step that takes more memory than it may is refused, with a batch that does not.
#include <boost/test/unit_test.hpp>
#include <regex>

#include "tests/support/message.h"
#include "tests/support/program.h"

using namespace fovea;
using namespace fovea::test;

BOOST_AUTO_TEST_SUITE(memory_limit)

BOOST_AUTO_TEST_CASE(the_batch_that_is_named_fits_and_one_more_does_not) {
  const TemporaryFolder folder;
  write_blocks(folder.path() / "data", 100, 20);
  const auto train = [&](const std::string& more) {
    return run_program(
        fmt::format("train lenet5 --data '{}' --epochs 1 --memory 3MiB --out '{}' {}",
                    folder / "data", folder / "run", more));
  };
  const Finished large = train("--batch 100");
  BOOST_TEST(large.status == 1);
  std::smatch found;
  const std::regex rule(
      "a step of 100 images takes [0-9.]+ MiB of memory, and --memory is 3.00 MiB; use --batch "
      "([0-9]+), or --accumulate ([0-9]+) for the same batch");
  BOOST_TEST_REQUIRE(std::regex_search(large.err, found, rule), large.err);
  BOOST_TEST(!std::filesystem::exists(folder.path() / "run"));
  const int fits = std::stoi(found[1]), parts = std::stoi(found[2]);
  BOOST_TEST((fits > 1 && fits < 100));
  BOOST_TEST(parts == (100 + fits - 1) / fits);
  BOOST_TEST(train(fmt::format("--batch {}", fits + 1)).status == 1);
  const Finished small = train(fmt::format("--batch {}", fits));
  BOOST_TEST(small.status == 0, small.err);
  std::filesystem::remove_all(folder.path() / "run");
  const Finished in_parts = train(fmt::format("--batch 100 --accumulate {}", parts + 1));
  BOOST_TEST(in_parts.status == 0, in_parts.err);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_done_is_said) {
  const TemporaryFolder folder;
  write_blocks(folder.path() / "data", 40, 20);
  const auto fault = [&](const char* size) {
    const Finished run =
        run_program(fmt::format("train lenet5 --data '{}' --batch 20 --memory {} --out '{}'",
                                folder / "data", size, folder / "run"));
    BOOST_TEST(run.status == 1);
    return run.err;
  };
  BOOST_TEST(has(fault("100KiB"), "a single image takes "));
  for (const char* const size : {"much", "2GiBs", "-3MiB", "0", "nan", "1e30TB", "GiB", "3X"}) {
    BOOST_TEST(has(fault(size), "is no size of memory; write 2GiB or 500MB"), size);
  }
}

BOOST_AUTO_TEST_SUITE_END()
