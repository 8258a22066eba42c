#include "apps/training/folder_lock.h"

#include <boost/test/unit_test.hpp>

#include "fovea/core/error.h"
#include "tests/support/temporary_folder.h"

using namespace fovea;
using apps::FolderLock;

BOOST_AUTO_TEST_SUITE(folder_lock)

BOOST_AUTO_TEST_CASE(one_at_a_time) {
  const TemporaryFolder folder, other;
  {
    const FolderLock first(folder.path());
    BOOST_CHECK_EXCEPTION(FolderLock second(folder.path()), Error, [](const Error& error) {
      return std::string(error.what()).find("another process is training in") != std::string::npos;
    });
    const FolderLock elsewhere(other.path());
  }
  BOOST_CHECK_NO_THROW(FolderLock again(folder.path()));
  BOOST_TEST(std::filesystem::is_empty(folder.path()));
}

BOOST_AUTO_TEST_SUITE_END()
