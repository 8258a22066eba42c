// Errors during training give one line and destroy nothing.
#include <fmt/format.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "tests/support/program.h"

using namespace fovea;

namespace {

// The last line of stderr, which is the error.
std::string last_line(std::string text) {
  while (text.ends_with('\n')) text.pop_back();
  return text.substr(text.rfind('\n') + 1);
}

void expect_error(const Finished& run, const std::string& part) {
  BOOST_TEST(run.status == 1);
  BOOST_TEST(last_line(run.err).starts_with("fovea: "), run.err);
  BOOST_TEST(last_line(run.err).find(part) != std::string::npos, run.err);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(faults)

BOOST_AUTO_TEST_CASE(a_step_that_is_not_finite_names_step_and_node) {
  const TemporaryFolder folder;
  write_blocks(folder.path() / "data", 200, 50);
  const Finished run = run_program(fmt::format(
      "train lenet5 --data '{}' --lr 1e30 --batch 50 --out '{}'", folder / "data", folder / "run"));
  expect_error(run, "not finite at step 2 (epoch 1, batch 2): node ");
}

BOOST_AUTO_TEST_CASE(a_precision_that_the_backend_lacks_leaves_nothing_behind) {
  const TemporaryFolder folder;
  write_blocks(folder.path() / "data", 50, 10);
  const auto command = [&](const char* precision) {
    return fmt::format(
        "train lenet5 --data '{}' --batch 10 --backend cpu --precision {} --out '{}'",
        folder / "data", precision, folder / "run");
  };
  expect_error(run_program(command("fp16")),
               "cannot store activations as fp16; use --precision fp32");
  expect_error(run_program(command("fp8")), "no precision 'fp8'; it is fp32 or fp16");
  BOOST_TEST(!std::filesystem::exists(folder / "run"));
}

BOOST_AUTO_TEST_CASE(a_batch_larger_than_the_data_set) {
  const TemporaryFolder folder;
  write_blocks(folder.path() / "data", 20, 10);
  const Finished run = run_program(fmt::format("train lenet5 --data '{}' --batch 21 --out '{}'",
                                               folder / "data", folder / "run"));
  expect_error(run, "21");
  BOOST_TEST(!std::filesystem::exists(folder / "run"));
}

// A limit on the size of files stands for a full disk: the write fails half-way.
BOOST_AUTO_TEST_CASE(a_full_disk_keeps_the_last_checkpoint) {
  const TemporaryFolder folder;
  write_blocks(folder.path() / "data", 200, 50);
  const auto command = [&](int epochs) {
    return fmt::format("train lenet5 --data '{}' --epochs {} --out '{}'", folder / "data", epochs,
                       folder / "run");
  };
  BOOST_REQUIRE(run_program(command(1)).status == 0);
  const std::string before = read_file(folder / "run/checkpoint.safetensors");
  const Finished run = run_program(fmt::format("train --resume '{}' --epochs 2", folder / "run"),
                                   -1, "trap '' XFSZ; ulimit -f 100;");
  expect_error(run, "checkpoint.safetensors");
  BOOST_TEST((read_file(folder / "run/checkpoint.safetensors") == before));
  BOOST_TEST(!std::filesystem::exists(folder / "run/checkpoint.safetensors.partial"));
  BOOST_TEST(run_program(fmt::format("train --resume '{}' --epochs 2", folder / "run")).status ==
             0);
}

BOOST_AUTO_TEST_CASE(a_damaged_checkpoint_is_named) {
  const TemporaryFolder folder;
  write_blocks(folder.path() / "data", 200, 50);
  BOOST_REQUIRE(run_program(fmt::format("train lenet5 --data '{}' --epochs 1 --out '{}'",
                                        folder / "data", folder / "run"))
                    .status == 0);
  std::filesystem::resize_file(folder / "run/checkpoint.safetensors", 1000);
  expect_error(run_program(fmt::format("train --resume '{}' --epochs 2", folder / "run")),
               "checkpoint.safetensors");
}

BOOST_AUTO_TEST_SUITE_END()
