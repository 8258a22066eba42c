// docs/photos.md: every command on the page, one after another, on small photos and a small network.
#include <fmt/format.h>

#include <boost/test/unit_test.hpp>
#include <opencv2/imgcodecs.hpp>
#include <regex>
#include <sstream>

#include "fovea/core/random.h"
#include "tests/support/program.h"

using namespace fovea;

namespace {

// Photos of two classes, bright and dark, and one more.
void write_photos(const std::filesystem::path& folder) {
  const Random random(1, stream_of("photos"));
  std::uint64_t element = 0;
  const auto write = [&](const std::filesystem::path& file, int brightness) {
    std::filesystem::create_directories(file.parent_path());
    cv::Mat photo(40, 48, CV_8UC3);
    for (std::size_t i = 0; i < photo.total() * 3; ++i) {
      photo.data[i] =
          static_cast<std::uint8_t>(brightness + static_cast<int>(random.below(element++, 100)));
    }
    BOOST_REQUIRE(cv::imwrite(file.string(), photo));
  };
  for (int i = 0; i < 24; ++i) {
    write(folder / "photos/ants" / fmt::format("{}.jpg", i), 10);
    write(folder / "photos/bees" / fmt::format("{}.jpg", i), 140);
  }
  write(folder / "new.jpg", 140);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(photos)

BOOST_AUTO_TEST_CASE(every_command_of_the_page_runs) {
  const TemporaryFolder folder;
  write_photos(folder.path());
  std::filesystem::create_directory_symlink(std::string(FOVEA_SOURCE) + "/recipes",
                                            folder.path() / "recipes");
  const std::string there = fmt::format("cd '{}' &&", folder.path().string());
  // In the place of the network on the page one for small images.
  const Finished made = run_program("convert resnet20-cifar squeezenet1_1.onnx", -1, there);
  BOOST_TEST_REQUIRE(made.status == 0, made.err);

  std::istringstream page(read_file(std::string(FOVEA_SOURCE) + "/docs/photos.md"));
  std::vector<std::string> commands;
  for (std::string line; std::getline(page, line);) {
    if (line.starts_with("    fovea ")) commands.push_back(line.substr(10));
  }
  BOOST_TEST_REQUIRE(commands.size() >= 9u);
  std::string classes;
  for (std::string command : commands) {
    // A camera is not there, and the program would wait for one to look at.
    if (command.starts_with("webcam ")) command += " --input new.jpg --headless --frames 1";
    if (command.starts_with("train --recipe")) command += " --epochs 3 --lr 0.02";
    const Finished run = run_program(command, -1, there);
    BOOST_TEST(run.status == 0, command << ": " << run.err);
    if (command.starts_with("train --recipe")) {
      BOOST_TEST(run.err.find("is made anew for 2: 'ants', 'bees'") != std::string::npos, run.err);
    }
    if (command.starts_with("classify ")) classes = run.out;
  }
  BOOST_TEST(classes.find("bees") != std::string::npos, classes);
  for (const char* const file : {"sheet.png", "runs/photos/report.html", "runs/quick/model.onnx"}) {
    BOOST_TEST(std::filesystem::file_size(folder.path() / file) > 1000u, file);
  }
}

BOOST_AUTO_TEST_SUITE_END()
