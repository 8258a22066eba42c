// A run that takes more memory than it may is refused, with a batch that does not; and what is said
// to be taken is taken.
#include <boost/test/unit_test.hpp>
#include <regex>

#include "tests/support/message.h"
#include "tests/support/program.h"

using namespace fovea;
using namespace fovea::test;

BOOST_AUTO_TEST_SUITE(memory_limit)

BOOST_AUTO_TEST_CASE(the_batch_that_is_named_fits_and_one_more_does_not) {
  const TemporaryFolder folder;
  write_blocks(folder.path() / "data", 100, 50);
  const auto train = [&](const std::string& more) {
    return run_program(fmt::format("train resnet20-cifar --data '{}' --epochs 1 --out '{}' {}",
                                   folder / "data", folder / "run", more));
  };
  const Finished none = train("--batch 100 --memory 1MiB");
  std::smatch found;
  BOOST_TEST_REQUIRE(
      std::regex_search(none.err, found, std::regex("with a single image it takes ([0-9]+)")),
      none.err);
  const int memory = std::stoi(found[1]) + 40;
  BOOST_TEST(
      run_program(fmt::format("train resnet20-cifar --data '{}' --epochs 1 --batch 100 --out '{}'",
                              folder / "data", folder / "whole"))
          .status == 0);
  const Finished large = train(fmt::format("--batch 100 --memory {}MiB", memory));
  BOOST_TEST(large.status == 1);
  const std::regex rule(
      "training with 100 images at a time takes [0-9.]+ MiB of memory, and --memory is [0-9.]+ "
      "MiB; "
      "use --batch ([0-9]+), or --accumulate ([0-9]+) for the same batch");
  BOOST_TEST_REQUIRE(std::regex_search(large.err, found, rule), large.err);
  BOOST_TEST(!std::filesystem::exists(folder.path() / "run"));
  const int fits = std::stoi(found[1]), parts = std::stoi(found[2]);
  BOOST_TEST((fits > 1 && fits < 100));
  BOOST_TEST(parts >= (100 + fits - 1) / fits);
  const auto within = [&](int batch, int accumulated) {
    return train(
        fmt::format("--batch {} --accumulate {} --memory {}MiB", batch, accumulated, memory));
  };
  BOOST_TEST(within(2 * fits, 1).status == 1);
  const Finished small = within(fits, 1);
  BOOST_TEST(small.status == 0, small.err);
  std::filesystem::remove_all(folder.path() / "run");
  const Finished in_parts = within(100, parts);
  BOOST_TEST(in_parts.status == 0, in_parts.err);
  // A run that is taken up again is told the same, not that its checkpoint is of other parts.
  const Finished resumed =
      run_program(fmt::format("train --resume '{}' --epochs 2 --memory 1MiB", folder / "run"));
  BOOST_TEST(resumed.status == 1);
  BOOST_TEST(has(resumed.err, "with a single image it takes "), resumed.err);
  const Finished cut = run_program(
      fmt::format("train --resume '{}' --epochs 2 --memory {}MiB", folder / "whole", memory));
  BOOST_TEST(has(cut.err, "images at a time takes "), cut.err);
  BOOST_TEST(
      has(cut.err,
          "the batch of a run stays as it is, --recompute takes less; in a new run use --batch "),
      cut.err);
}

#ifndef __SANITIZE_ADDRESS__  // which takes a multiple of it
BOOST_AUTO_TEST_CASE(what_is_said_to_be_taken_is_taken_to_five_percent) {
  const TemporaryFolder folder;
  write_blocks(folder.path() / "data", 400, 150);
  const std::string watch = fmt::format(
      "(while cat /proc/$$/status; do sleep 0.05; done > '{}' 2> /dev/null) &", folder / "status");
  const Finished run = run_program(
      fmt::format("train resnet20-cifar --data '{}' --epochs 1 --batch 100 --lr 0.01 --out '{}'",
                  folder / "data", folder / "run"),
      -1, watch);
  BOOST_TEST_REQUIRE(run.status == 0, run.err);
  std::smatch found;
  BOOST_TEST_REQUIRE(std::regex_search(run.err, found, std::regex("takes ([0-9.]+) MiB of memory")),
                     run.err);
  // From the program's own status on: the shell became the program.
  std::string status = read_file(folder / "status");
  status.erase(0, status.find("Name:\tfovea"));
  const std::regex peak("VmHWM:\\s+([0-9]+) kB");
  double most = 0;
  for (std::sregex_iterator it(status.begin(), status.end(), peak), end; it != end; ++it) {
    most = std::max(most, std::stod((*it)[1]) / 1024);
  }
  BOOST_TEST(std::stod(found[1]) == most, boost::test_tools::tolerance(0.05));
}
#endif

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
  BOOST_TEST(has(fault("100KiB"), "with a single image it takes "));
  for (const char* const size : {"much", "2GiBs", "-3MiB", "0", "nan", "1e30TB", "GiB", "3X"}) {
    BOOST_TEST(has(fault(size), "is no size of memory; write 2GiB or 500MB"), size);
  }
}

BOOST_AUTO_TEST_SUITE_END()
