// The program on a Vulkan device, as a user sees it: equal bytes from equal seeds, refused memory,
// and a lost device.
#include "tests/support/program.h"

#include <fmt/format.h>

#include <boost/test/unit_test.hpp>
#include <regex>

#include "tests/vulkan/vulkan_device.h"

using namespace fovea;

namespace {

struct Folder : TemporaryFolder {
  Folder() { write_blocks(path() / "data", 72, 16); }
  Finished run(const std::string& arguments, const std::string& variables = "") const {
    return run_program(arguments, -1,
                       fmt::format("XDG_CACHE_HOME='{}' {}", *this / "cache", variables));
  }
  Finished train(const std::string& out, const std::string& variables = "",
                 const std::string& more = "") const {
    return run(fmt::format("train lenet5 --data '{}' --backend 'vulkan:{}' --epochs 2 --batch 16 "
                           "--checkpoint-steps 2 --out '{}' {}",
                           *this / "data", test_vulkan_device(), *this / out, more),
               variables);
  }
  std::string model(const std::string& out) const {
    return read_file(*this / (out + "/model.onnx"));
  }
};

// It has an undisturbed run, "whole", whose checks and pipelines later runs can use.
const Folder& shared_folder() {
  static const Folder folder;
  if (std::filesystem::exists(folder / "whole")) return folder;
  const Finished run = folder.train("whole");
  BOOST_REQUIRE_MESSAGE(run.status == 0, run.err);
  return folder;
}

void expect_text(const Finished& run, const std::string& part) {
  BOOST_TEST(run.err.find(part) != std::string::npos, run.err);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(program, *boost::unit_test::precondition(has_test_vulkan))

BOOST_AUTO_TEST_CASE(one_seed_writes_the_same_bytes_with_and_without_caches,
                     *boost::unit_test::label("release_only")) {
  const Folder& folder = shared_folder();
  BOOST_REQUIRE(folder.train("warm").status == 0);
  BOOST_TEST(!std::filesystem::is_empty(folder / "cache/fovea"));
  std::filesystem::rename(folder / "cache", folder / "cache of before");
  BOOST_REQUIRE(folder.train("cold").status == 0);
  BOOST_TEST(folder.model("whole").size() > 240000u);
  BOOST_TEST((folder.model("warm") == folder.model("whole")));
  BOOST_TEST((folder.model("cold") == folder.model("whole")));
}

BOOST_AUTO_TEST_CASE(refused_memory_names_need_rest_and_a_batch_that_fits) {
  const Folder& folder = shared_folder();
  int explained = 0;
  for (int k = 4; k < 16; k += 4) {
    const Finished run =
        folder.train(fmt::format("k{}", k), fmt::format("FOVEA_TEST_FAIL_ALLOCATION={}", k));
    BOOST_TEST(run.status == 1, run.err);
    const std::regex message(
        "fovea: the plan needs ([0-9]+) MiB on .*, of whose ([0-9]+) MiB there are ([0-9]+) MiB "
        "free; a batch of ([0-9]+) would fit\n$");
    std::smatch found;
    if (!std::regex_search(run.err, found, message)) continue;
    ++explained;
    BOOST_TEST(std::stoi(found[1]) >= 1);
    BOOST_TEST(std::stoi(found[3]) <= std::stoi(found[2]));
    BOOST_TEST(std::stoi(found[4]) >= 1);
    BOOST_TEST(std::stoi(found[4]) < 16);
  }
  BOOST_TEST(explained == 3);
}

BOOST_AUTO_TEST_CASE(a_lost_device_is_replaced) {
  const Folder& folder = shared_folder();
  const Finished run = folder.train("lost", "FOVEA_TEST_LOSE_AT_SUBMISSION=200");
  BOOST_REQUIRE_MESSAGE(run.status == 0, run.err);
  expect_text(run, "was lost; going on from the last checkpoint");
  BOOST_TEST((folder.model("lost") == folder.model("whole")));
}

BOOST_AUTO_TEST_CASE(a_device_that_is_lost_for_good_ends_with_the_command_for_the_cpu) {
  const Folder& folder = shared_folder();
  const Finished lost = folder.train("it is lost", "FOVEA_TEST_LOSE_AT_SUBMISSION=80");
  BOOST_TEST(lost.status == 1);
  const std::string begin = "and so were 3 fresh ones; go on with: fovea ";
  const size_t at = lost.err.find(begin);
  BOOST_REQUIRE_MESSAGE(at != std::string::npos, lost.err);
  std::string command = lost.err.substr(at + begin.size());
  command.erase(command.find('\n'));
  const Finished resumed = folder.run(command);
  BOOST_REQUIRE_MESSAGE(resumed.status == 0, resumed.err);
  expect_text(resumed, "running on cpu");
  BOOST_TEST(folder.model("it is lost").size() == folder.model("whole").size());
}

// A lost device stands for a kill: another process resumes from its checkpoint.
BOOST_AUTO_TEST_CASE(a_run_in_halves_writes_the_same_bytes_stopped_or_not) {
  const Folder& folder = shared_folder();
  if (folder.train("halves", "", "--precision fp16").err.find("cannot store") !=
      std::string::npos) {
    return;
  }
  BOOST_REQUIRE(folder.train("again", "", "--precision fp16").status == 0);
  BOOST_TEST((folder.model("again") == folder.model("halves")));
  BOOST_TEST((folder.model("halves") != folder.model("whole")));

  const Finished lost =
      folder.train("lost in halves", "FOVEA_TEST_LOSE_AT_SUBMISSION=80", "--precision fp16");
  BOOST_TEST(lost.status == 1);
  std::filesystem::copy(folder / "lost in halves", folder / "for the cpu",
                        std::filesystem::copy_options::recursive);
  const Finished resumed =
      folder.run(fmt::format("train --resume '{}'", folder / "lost in halves"));
  BOOST_REQUIRE_MESSAGE(resumed.status == 0, resumed.err);
  expect_text(resumed, "activations stored as fp16");
  BOOST_TEST((folder.model("lost in halves") == folder.model("halves")));

  // The command for the CPU that it named, and the shorter one.
  expect_text(lost, "--backend cpu --precision fp32");
  const Finished on_cpu =
      folder.run(fmt::format("train --resume '{}' --backend cpu", folder / "for the cpu"));
  BOOST_REQUIRE_MESSAGE(on_cpu.status == 0, on_cpu.err);
  expect_text(on_cpu, "cannot store fp16: going on in fp32");
}

BOOST_AUTO_TEST_CASE(an_unknown_device_is_answered_with_those_there_are) {
  const Folder& folder = shared_folder();
  for (const char* name : {"vulkan:99", "vulkan:no such device"}) {
    const Finished run = folder.run(fmt::format(
        "train lenet5 --data '{}' --backend '{}' --out '{}'", folder / "data", name, folder / "x"));
    BOOST_TEST(run.status == 1);
    expect_text(run, "there are: 0 ");
  }
}

BOOST_AUTO_TEST_SUITE_END()
