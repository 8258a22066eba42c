#include "framework/formats/folder_entries.h"

#include <boost/test/unit_test.hpp>
#include <fstream>

#include "fovea/core/error.h"
#include "tests/support/temporary_folder.h"

namespace fovea {
namespace {

BOOST_AUTO_TEST_SUITE(folder_entries)

BOOST_AUTO_TEST_CASE(come_in_alphabetical_order) {
  const TemporaryFolder folder;
  for (const char* name : {"b", "a.txt", "c"}) std::ofstream(folder / name) << "text";
  std::filesystem::create_directory(folder / "aa");
  std::vector<std::string> names;
  for (const auto& entry : ::fovea::folder_entries(folder.path())) {
    names.push_back(entry.path().filename().string());
  }
  BOOST_TEST(names == (std::vector<std::string>{"a.txt", "aa", "b", "c"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(say_which_folder_cannot_be_read) {
  const TemporaryFolder folder;
  const std::filesystem::path file = folder / "a file";
  std::ofstream(file) << "text";
  BOOST_CHECK_EXCEPTION(fovea::folder_entries(file), Error, [&](const Error& error) {
    return std::string(error.what()).find(file.string()) != std::string::npos;
  });
  std::error_code fault;
  BOOST_TEST(fovea::folder_entries(file, fault).empty());
  BOOST_TEST(bool(fault));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace fovea
