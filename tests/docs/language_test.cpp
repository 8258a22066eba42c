// docs/language.md: every command on the page, one after another, on a small text and a
// small model.
#include <fmt/format.h>

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <regex>
#include <sstream>

#include "tests/support/program.h"

using namespace fovea;

BOOST_AUTO_TEST_SUITE(language)

BOOST_AUTO_TEST_CASE(every_command_of_the_page_runs) {
  const TemporaryFolder folder;
  for (const char* const name : {"shakespeare.txt", "tiny_shakespeare.txt"}) {
    std::ofstream text(folder / name);
    for (int i = 0; i < 100; ++i) text << "ROMEO:\nWhat " << i * i << ", and so on to night.\n";
  }
  std::filesystem::create_directories(folder / "mnist");
  write_blocks(folder / "mnist", 40, 20);
  std::filesystem::create_directory_symlink(std::string(FOVEA_SOURCE) + "/recipes",
                                            folder.path() / "recipes");
  const std::string there = fmt::format("cd '{0}' && FOVEA_DATA='{0}'", folder.path().string());

  std::istringstream page(read_file(std::string(FOVEA_SOURCE) + "/docs/language.md"));
  const std::regex model("^train (gpt[^ ]*|--recipe)"), options(" --(epochs|batch) [0-9]+");
  int commands = 0;
  std::string text;
  for (std::string line; std::getline(page, line);) {
    if (!line.starts_with("    fovea ")) continue;
    std::string command = std::regex_replace(line.substr(10), options, "");
    if (command.starts_with("train ")) {
      const std::string tiny = "train gpt:layers=1,heads=2,width=8,context=16";
      const bool recipe = command.starts_with("train --recipe");
      command = std::regex_replace(command, model, recipe ? tiny + " --recipe" : tiny);
      command += " --epochs 1 --batch 8";
    }
    const Finished run = run_program(command, -1, there);
    BOOST_TEST(run.status == 0, command << ": " << run.err);
    if (command.starts_with("generate ")) text = run.out;
    ++commands;
  }
  BOOST_TEST(commands >= 8);
  BOOST_TEST(text.starts_with("ROMEO:"));
  BOOST_TEST(text.size() >= 206u);
}

BOOST_AUTO_TEST_SUITE_END()
