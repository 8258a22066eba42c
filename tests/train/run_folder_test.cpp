// A run writes into a folder of its own, and changes no files that it did not write.
#include <fmt/format.h>

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <fstream>
#include <map>

#include "tests/support/message.h"
#include "tests/support/program.h"

using namespace fovea;

namespace {

std::map<std::string, std::string> bytes_of(const std::filesystem::path& folder) {
  std::map<std::string, std::string> bytes;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    bytes[entry.path().string()] = entry.is_regular_file() ? read_file(entry.path()) : "folder";
  }
  return bytes;
}

void write(const std::filesystem::path& path, const std::string& text) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path) << text;
}

Finished train(const TemporaryFolder& folder, const std::string& out, const std::string& more = "",
               const std::string& prefix = "") {
  return run_program(
      fmt::format("train lenet5 --data '{}' --epochs 1 --batch 20 --backend cpu --out '{}' {}",
                  folder / "data", out, more),
      -1, prefix);
}

using fovea::test::has;

}  // namespace

BOOST_AUTO_TEST_SUITE(run_folder)

BOOST_AUTO_TEST_CASE(files_that_no_run_wrote_stay_as_they_are) {
  const TemporaryFolder folder;
  write_blocks(folder.path() / "data", 40, 20);
  for (const std::string name :
       {"model.onnx", "best.onnx", "report.html", "metrics.jsonl", "checkpoint.safetensors",
        "run.json", "events.out.tfevents.1.fovea", "notes.txt", ".hidden", "sub/photo.jpg"}) {
    const std::filesystem::path place = folder.path() / "place";
    write(place / name, name == "run.json" ? R"({"finished": false})" : "mine");
    const auto before = bytes_of(place);
    const Finished run = train(folder, ".", "", fmt::format("cd '{}' &&", place.string()));
    BOOST_TEST(run.status == 1);
    BOOST_TEST(has(run.err, name.substr(0, name.find('/'))), name << ": " << run.err);
    BOOST_TEST((bytes_of(place) == before), name);
    std::filesystem::remove_all(place);
  }
}

BOOST_AUTO_TEST_CASE(a_finished_run_without_its_checkpoint_is_still_one) {
  const TemporaryFolder folder;
  write_blocks(folder.path() / "data", 40, 20);
  const std::string out = folder / "run";
  BOOST_REQUIRE(train(folder, out).status == 0);
  std::filesystem::remove(folder.path() / "run" / "checkpoint.safetensors");
  const auto before = bytes_of(folder.path() / "run");
  const Finished again = train(folder, out);
  BOOST_TEST(again.status == 1);
  BOOST_TEST(has(again.err, "holds a finished run"), again.err);
  BOOST_TEST((bytes_of(folder.path() / "run") == before));
}

BOOST_AUTO_TEST_CASE(a_run_goes_on_from_anywhere) {
  const TemporaryFolder folder;
  write_blocks(folder.path() / "data", 40, 20);
  const std::string there = fmt::format("cd '{}' &&", folder.path().string());
  BOOST_REQUIRE(
      run_program("train lenet5 --data data --epochs 1 --batch 20 --out run", -1, there).status ==
      0);
  const std::string go_on = fmt::format("train --resume '{}' --epochs 2 ", folder / "run");
  const Finished elsewhere = run_program(go_on, -1, "cd / &&");
  BOOST_TEST(elsewhere.status == 0, elsewhere.err);
  const Finished absolute = run_program(
      fmt::format("train --resume '{}' --epochs 3 --data '{}/'", folder / "run", folder / "data"),
      -1, "cd / &&");
  BOOST_TEST(absolute.status == 0, absolute.err);
}

BOOST_AUTO_TEST_CASE(a_model_put_into_an_unfinished_run_is_not_replaced) {
  const TemporaryFolder folder;
  write_blocks(folder.path() / "data", 40, 20);
  BOOST_REQUIRE(train(folder, folder / "run").status == 0);
  const std::filesystem::path options = folder.path() / "run" / "run.json";
  std::string text = read_file(options);
  const size_t at = text.find("\"model.onnx\"");
  BOOST_REQUIRE(at != std::string::npos);
  std::ofstream(options) << text.replace(at, 12, "\"other.onnx\"");
  const auto before = read_file(folder / "run/model.onnx");
  const Finished run = run_program(fmt::format("train --resume '{}' --epochs 2", folder / "run"));
  BOOST_TEST(run.status == 1);
  BOOST_TEST(has(run.err, "model.onnx"), run.err);
  BOOST_TEST((read_file(folder / "run/model.onnx") == before));
}

BOOST_AUTO_TEST_CASE(losses_that_are_no_numbers_can_be_read_back) {
  const TemporaryFolder folder;
  write_blocks(folder.path() / "data", 40, 20);
  BOOST_REQUIRE(train(folder, folder / "run").status == 0);
  std::string line = read_file(folder / "run/metrics.jsonl");
  const size_t start = line.find("\"test_loss\":") + 12;
  line.replace(start, line.find(',', start) - start, "null");
  std::ofstream(folder.path() / "run" / "metrics.jsonl") << line;
  const Finished run = run_program(fmt::format("train --resume '{}' --epochs 2", folder / "run"));
  BOOST_TEST(run.status == 0, run.err);
}

BOOST_AUTO_TEST_CASE(a_stderr_that_takes_nothing_changes_nothing) {
  const TemporaryFolder folder;
  write_blocks(folder.path() / "data", 40, 20);
  const auto status = [&](const std::string& out, const std::string& redirections) {
    const std::string command = fmt::format(
        "'{}' train lenet5 --data '{}' --epochs 1 --batch 20 --backend cpu --out "
        "'{}' {}",
        FOVEA_PROGRAM, folder / "data", folder / out, redirections);
    return std::system(command.c_str());
  };
  BOOST_REQUIRE(status("plain", ">/dev/null 2>/dev/null") == 0);
  const std::string model = read_file(folder / "plain/model.onnx");
  int number = 0;
  for (const std::string redirections :
       {">/dev/null 2>&-", ">/dev/null 2>/dev/full", ">&- 2>&-", "<&- >&- 2>&-"}) {
    const std::string out = fmt::format("run{}", ++number);
    BOOST_TEST(status(out, redirections) == 0, redirections);
    BOOST_TEST((read_file(folder.path() / out / "model.onnx") == model), redirections);
  }
  BOOST_TEST(status("full", ">/dev/full 2>/dev/null") != 0);
  BOOST_TEST((read_file(folder / "full/model.onnx") == model));
}

BOOST_AUTO_TEST_SUITE_END()
