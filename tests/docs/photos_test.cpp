// docs/photos.md: every command on the page, one after another, on small photos and a small
// network.
#include <fmt/format.h>

#include <boost/test/unit_test.hpp>
#include <regex>
#include <sstream>

#include "tests/support/photos.h"
#include "tests/support/program.h"

using namespace fovea;
using namespace fovea::test;

BOOST_AUTO_TEST_SUITE(photos)

BOOST_AUTO_TEST_CASE(every_command_of_the_page_runs) {
  const TemporaryFolder folder;
  write_ants_and_bees(folder.path() / "photos", 24);
  write_photo(folder.path() / "new.jpg", 140);
  std::filesystem::create_directory_symlink(std::string(FOVEA_SOURCE) + "/recipes",
                                            folder.path() / "recipes");
  const std::string there = fmt::format("cd '{}' &&", folder.path().string());
  // A network for small images instead of the one on the page.
  const Finished made = run_program("convert resnet20-cifar squeezenet1_1.onnx", -1, there);
  BOOST_TEST_REQUIRE(made.status == 0, made.err);

  std::istringstream page(read_file(std::string(FOVEA_SOURCE) + "/docs/photos.md"));
  std::vector<std::string> commands;
  for (std::string line; std::getline(page, line);) {
    if (line.starts_with("    fovea ")) commands.push_back(line.substr(10));
  }
  BOOST_TEST_REQUIRE(commands.size() >= 8u);
  std::string classes;
  for (std::string command : commands) {
    // A camera is not there, and the program would wait for one to look at.
    if (command.starts_with("webcam ")) command += " --input new.jpg --headless --frames 1";
    if (command.starts_with("train --recipe")) command += " --epochs 3 --lr 0.02";
    const Finished run = run_program(command, -1, there);
    BOOST_TEST(run.status == 0, command << ": " << run.err);
    if (command.starts_with("train --recipe")) {
      BOOST_TEST(run.err.find("is made anew for 2: 'ants', 'bees'") != std::string::npos, run.err);
      BOOST_TEST(run.err.find("does not say which pixels") == std::string::npos, run.err);
    }
    if (command.starts_with("classify ")) classes = run.out;
  }
  BOOST_TEST(classes.find("bees") != std::string::npos, classes);
  for (const char* const file : {"sheet.png", "runs/photos/report.html", "runs/quick/model.onnx"}) {
    BOOST_TEST(std::filesystem::file_size(folder.path() / file) > 1000u, file);
  }
}

BOOST_AUTO_TEST_SUITE_END()
