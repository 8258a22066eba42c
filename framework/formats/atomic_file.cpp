#include "framework/formats/atomic_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "fovea/core/error.h"

namespace fovea {

namespace {

// A partial file has this bit from the start. It has no meaning for files, so files of other
// programs do not have it.
constexpr mode_t partial_mark = S_ISVTX;

bool is_marked(const struct stat& status) {
  return S_ISREG(status.st_mode) && (status.st_mode & partial_mark) != 0;
}

// The partial file has a fixed name, so the rest of a killed process is overwritten and does not
// pile up. The lock keeps two running processes apart. Returns -1 and sets errno, to EEXIST for a
// file of that name that is not ours.
int open_locked(const std::filesystem::path& partial) {
  while (true) {
    constexpr int flags = O_WRONLY | O_CLOEXEC | O_NOFOLLOW;
    int descriptor = ::open(partial.c_str(), flags | O_CREAT | O_EXCL, 0666 | partial_mark);
    if (descriptor < 0 && errno == EEXIST) {
      struct stat there {};
      if (::lstat(partial.c_str(), &there) != 0) continue;  // it has just gone
      if (!is_marked(there)) {
        errno = EEXIST;
        return -1;
      }
      descriptor = ::open(partial.c_str(), flags);
      if (descriptor < 0 && errno == ENOENT) continue;
    }
    if (descriptor < 0) return -1;
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
      ::close(descriptor);
      errno = EWOULDBLOCK;
      return -1;
    }
    // Between open and lock its writer may have renamed the file into place: then we must not touch
    // it any more.
    struct stat opened {
    }, named{};
    if (::fstat(descriptor, &opened) == 0 && ::stat(partial.c_str(), &named) == 0 &&
        opened.st_ino == named.st_ino && opened.st_dev == named.st_dev) {
      return descriptor;
    }
    ::close(descriptor);
  }
}

// The file that a link names, even if there is none yet.
std::filesystem::path linked_file(std::filesystem::path path) {
  constexpr int most = 40;  // links one after another, as in the kernel
  std::error_code error;
  for (int i = 0; std::filesystem::is_symlink(path, error); ++i) {
    if (i == most) throw Error("is a link that leads in a circle").at(path.string());
    const std::filesystem::path target = std::filesystem::read_symlink(path, error);
    if (error) throw Error("cannot read the link: {}", error.message()).at(path.string());
    path = path.parent_path() / target;
  }
  return path;
}

}  // namespace

AtomicFile::AtomicFile(std::filesystem::path path) : path_(linked_file(std::move(path))) {
  std::error_code ignored;
  const auto status = std::filesystem::status(path_, ignored);
  if (std::filesystem::is_directory(status)) throw Error("is a folder").at(path_.string());
  const std::filesystem::path folder = path_.parent_path();
  if (!folder.empty() && !std::filesystem::is_directory(folder, ignored)) {
    throw Error("there is no folder '{}'", folder.string()).at(path_.string());
  }
  // The file will be replaced; a device or a pipe must not be.
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status)) {
    throw Error("is there and is no regular file: it will not be replaced").at(path_.string());
  }
  partial_ = path_;
  partial_ += ".partial";
  descriptor_ = open_locked(partial_);
  if (descriptor_ < 0 && errno == EWOULDBLOCK) {
    throw Error("another process is writing it").at(path_.string());
  }
  if (descriptor_ < 0 && errno == EEXIST) {
    throw Error("is there and fovea did not write it: it will not be replaced")
        .at(partial_.string())
        .hint("move it away first");
  }
  if (descriptor_ < 0) fail("open for writing");
  if (::ftruncate(descriptor_, 0) != 0) {
    const int reason = errno;
    ::unlink(partial_.c_str());
    ::close(descriptor_);
    errno = reason;
    fail("empty");
  }
}

AtomicFile::~AtomicFile() {
  if (descriptor_ < 0) return;
  ::unlink(partial_.c_str());
  ::close(descriptor_);
}

void AtomicFile::fail(std::string_view action) const {
  const int reason = errno;
  throw Error("cannot {}: {}", action, std::generic_category().message(reason)).at(path_.string());
}

void AtomicFile::write(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written == 0) errno = ENOSPC;
    if (written <= 0) fail("write");
    bytes = bytes.subspan(static_cast<size_t>(written));
  }
}

void AtomicFile::commit() {
  if (::fsync(descriptor_) != 0) fail("sync");
  if (::rename(partial_.c_str(), path_.c_str()) != 0) fail("replace");
  struct stat status {};
  if (::fstat(descriptor_, &status) == 0 && is_marked(status)) {
    ::fchmod(descriptor_, status.st_mode & 07777 & ~partial_mark);
  }
  const int closed = ::close(std::exchange(descriptor_, -1));
  if (closed != 0 && errno != EINTR) fail("close");
  const std::filesystem::path folder = path_.has_parent_path() ? path_.parent_path() : ".";
  const int directory = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (directory < 0) return;  // a folder that we may write but not read cannot be synced
  // Some file systems cannot sync a folder and say EINVAL.
  const bool synced = ::fsync(directory) == 0 || errno == EINVAL;
  const int reason = errno;
  ::close(directory);
  errno = reason;
  if (!synced) fail("sync the folder of");
}

void expect_writable(const std::filesystem::path& path) { AtomicFile tried(path); }

bool is_left_partial(const std::filesystem::path& file) {
  struct stat status {};
  return ::lstat(file.c_str(), &status) == 0 && is_marked(status);
}

void write_atomically(const std::filesystem::path& path, std::string_view text) {
  AtomicFile file(path);
  file.write(text);
  file.commit();
}

}  // namespace fovea
