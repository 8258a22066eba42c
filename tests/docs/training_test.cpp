// docs/training.md has every augmentation once, with every setting and its default, and its
// commands name augmentations that exist.
#include <boost/test/unit_test.hpp>
#include <map>
#include <regex>
#include <sstream>

#include "fovea/images/augment.h"
#include "tests/support/program.h"

using namespace fovea;

BOOST_AUTO_TEST_SUITE(training)

BOOST_AUTO_TEST_CASE(every_augmentation_has_its_row) {
  const std::string page = read_file(std::string(FOVEA_SOURCE) + "/docs/training.md");
  std::map<std::string, std::string> rows;
  std::istringstream lines(page);
  const std::regex row("\\| `([a-z-]+)` \\|(?: `([^`]*)`)? \\| .*");
  for (std::string line; std::getline(lines, line);) {
    std::smatch found;
    if (!std::regex_match(line, found, row)) continue;
    BOOST_TEST(rows.emplace(found[1], found[2]).second, found[1] << " stands twice");
  }
  for (const datasets::AugmentationEntry& entry : datasets::augmentations()) {
    BOOST_TEST_REQUIRE(rows.contains(entry.name), entry.name << " has no row");
    const std::string settings = rows.at(entry.name);
    rows.erase(entry.name);
    const std::string list = entry.name + (settings.empty() ? "" : ":" + settings);
    datasets::batch_augmentation(list, datasets::ImageKind::photos);
    // --help has the same settings; shift-flip has those of other augmentations.
    const std::regex setting("[a-z]+=[0-9a-z.]+");
    std::string in_help, in_page;
    for (const auto& [text, found] :
         {std::pair{&entry.description, &in_help}, {&settings, &in_page}}) {
      for (std::sregex_iterator it(text->begin(), text->end(), setting), end; it != end; ++it) {
        *found += it->str() + " ";
      }
    }
    if (entry.name != "shift-flip") BOOST_TEST(in_help == in_page, entry.name);
  }
  BOOST_TEST(rows.empty());
}

BOOST_AUTO_TEST_CASE(its_lists_can_be_read) {
  const std::string page = read_file(std::string(FOVEA_SOURCE) + "/docs/training.md");
  const std::regex option("--augment ([a-z][^ \n]*)");
  int lists = 0;
  for (std::sregex_iterator it(page.begin(), page.end(), option), end; it != end; ++it, ++lists) {
    datasets::batch_augmentation((*it)[1].str(), datasets::ImageKind::photos);
  }
  BOOST_TEST(lists >= 2);
}

BOOST_AUTO_TEST_SUITE_END()
