#include "framework/formats/atomic_file.h"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <csignal>
#include <filesystem>
#include <fstream>

#include "fovea/core/error.h"
#include "tests/support/file_text.h"
#include "tests/support/temporary_folder.h"

namespace fovea {
namespace {

std::size_t files_in(const std::filesystem::path& folder) {
  std::size_t count = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder)) ++count;
  return count;
}

/// As long as it exists, files of this process cannot be larger than this many bytes, as on a
/// full disk.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) {
    handler_ = std::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &old_);
    const rlimit limit{bytes, old_.rlim_max};
    BOOST_REQUIRE_EQUAL(::setrlimit(RLIMIT_FSIZE, &limit), 0);
  }
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &old_);
    std::signal(SIGXFSZ, handler_);
  }

 private:
  rlimit old_{};
  void (*handler_)(int);
};

BOOST_AUTO_TEST_SUITE(atomic_file)

BOOST_AUTO_TEST_CASE(replaces_the_file_and_leaves_nothing_else) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "model.bin";
  write_atomically(path, "old");
  BOOST_TEST(text_of(path) == "old");
  write_atomically(path, std::string(100'000, 'x'));
  BOOST_TEST(text_of(path) == std::string(100'000, 'x'));
  BOOST_TEST(files_in(folder.path()) == 1u);
}

BOOST_AUTO_TEST_CASE(without_commit_the_old_file_stays) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "model.bin";
  write_atomically(path, "old");
  {
    AtomicFile file(path);
    file.write("new");
  }
  BOOST_TEST(text_of(path) == "old");
  BOOST_TEST(files_in(folder.path()) == 1u);
}

BOOST_AUTO_TEST_CASE(a_full_disk_keeps_the_old_file_and_removes_the_partial_one) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "model.bin";
  write_atomically(path, "old");
  std::string message;
  {
    const FileSizeLimit limit(4096);
    try {
      write_atomically(path, std::string(10'000, 'x'));
    } catch (const Error& error) {
      message = error.what();
    }
  }
  BOOST_TEST(message == path.string() + ": cannot write: File too large");
  BOOST_TEST(text_of(path) == "old");
  BOOST_TEST(files_in(folder.path()) == 1u);
}

BOOST_AUTO_TEST_CASE(a_device_is_not_replaced) {
  BOOST_CHECK_EXCEPTION(AtomicFile("/dev/null"), Error, [](const Error& error) {
    return std::string(error.what()).find("/dev/null: is there and is no regular file") == 0;
  });
}

BOOST_AUTO_TEST_CASE(a_link_stays_and_its_file_is_replaced) {
  const TemporaryFolder folder;
  std::ofstream(folder.path() / "file") << "old";
  std::filesystem::create_symlink("file", folder.path() / "link");
  write_atomically(folder.path() / "link", "new");
  BOOST_TEST(std::filesystem::is_symlink(folder.path() / "link"));
  std::ifstream file(folder.path() / "file");
  std::string text;
  file >> text;
  BOOST_TEST(text == "new");
}

BOOST_AUTO_TEST_CASE(a_link_to_nothing_stays_and_its_file_is_written) {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder.path() / "deep");
  std::filesystem::create_symlink("deep/second", folder.path() / "first");
  std::filesystem::create_symlink("file", folder.path() / "deep" / "second");
  write_atomically(folder.path() / "first", "new");
  BOOST_TEST(std::filesystem::is_symlink(folder.path() / "first"));
  BOOST_TEST(std::filesystem::is_symlink(folder.path() / "deep" / "second"));
  BOOST_TEST(text_of(folder.path() / "deep" / "file") == "new");
}

BOOST_AUTO_TEST_CASE(a_circle_of_links_is_refused) {
  const TemporaryFolder folder;
  std::filesystem::create_symlink("other", folder.path() / "link");
  std::filesystem::create_symlink("link", folder.path() / "other");
  BOOST_CHECK_THROW(write_atomically(folder.path() / "link", "new"), Error);
  BOOST_TEST(std::filesystem::is_symlink(folder.path() / "link"));
}

BOOST_AUTO_TEST_CASE(a_missing_folder_is_named) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "missing" / "model.bin";
  BOOST_CHECK_EXCEPTION(write_atomically(path, "x"), Error, [&](const Error& error) {
    return error.what() ==
           path.string() + ": there is no folder '" + path.parent_path().string() + "'";
  });
}

BOOST_AUTO_TEST_CASE(whether_a_file_can_be_written_is_known_without_writing) {
  const TemporaryFolder folder;
  expect_writable(folder.path() / "model.bin");
  BOOST_TEST(std::filesystem::is_empty(folder.path()));
  BOOST_CHECK_THROW(expect_writable(folder.path()), Error);
  BOOST_CHECK_THROW(expect_writable(folder.path() / "missing" / "model.bin"), Error);
}

BOOST_AUTO_TEST_CASE(what_a_killed_process_left_is_written_over) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "model.bin";
  const pid_t child = ::fork();
  if (child == 0) {
    AtomicFile file(path);
    file.write("from a process that is killed");
    ::raise(SIGKILL);
  }
  int status = 0;
  BOOST_REQUIRE_EQUAL(::waitpid(child, &status, 0), child);
  BOOST_TEST(WIFSIGNALED(status));
  BOOST_TEST(!std::filesystem::exists(path));
  write_atomically(path, "new");
  BOOST_TEST(text_of(path) == "new");
  BOOST_TEST(files_in(folder.path()) == 1u);
}

BOOST_AUTO_TEST_CASE(a_partial_file_of_somebody_is_left_alone) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "model.bin", partial = folder.path() / "model.bin.partial";
  for (const char* text : {"mine", ""}) {
    std::ofstream(partial) << text;
    BOOST_TEST(!is_left_partial(partial));
    BOOST_CHECK_EXCEPTION(write_atomically(path, "x"), Error, [&](const Error& error) {
      return std::string(error.what())
          .starts_with(partial.string() +
                       ": is there and fovea did not write it: it will not be replaced");
    });
    BOOST_TEST(text_of(partial) == text);
    BOOST_TEST(!std::filesystem::exists(path));
  }
  std::filesystem::remove(partial);
  std::ofstream(folder.path() / "elsewhere") << "mine";
  std::filesystem::create_symlink("elsewhere", partial);
  BOOST_CHECK_THROW(write_atomically(path, "x"), Error);
  BOOST_TEST(text_of(folder.path() / "elsewhere") == "mine");
  std::filesystem::remove(partial);
  {
    AtomicFile file(path);
    BOOST_TEST(is_left_partial(partial));
    file.commit();
  }
  BOOST_TEST(!is_left_partial(path));  // the mark is removed with the name
}

BOOST_AUTO_TEST_CASE(two_writers_of_one_file_are_kept_apart) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "model.bin";
  AtomicFile first(path);
  first.write("first");
  BOOST_CHECK_EXCEPTION(AtomicFile{path}, Error, [&](const Error& error) {
    return error.what() == path.string() + ": another process is writing it";
  });
  first.commit();
  BOOST_TEST(text_of(path) == "first");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace fovea
