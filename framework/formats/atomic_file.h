// Replaces a file as a whole: at any time, even after a kill, the path holds either the old bytes
// or the new ones. The bytes go to "<path>.partial" in the same folder, which is synced and renamed
// over the path; the folder is synced last.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string_view>

namespace fovea {

/// A file that is being written. If commit() was not called or failed, the destructor removes it
/// and the old file stays. All members throw Error naming the file and the system's reason.
class AtomicFile {
 public:
  /// Throws Error also if another process is writing the same file, and if there is a file
  /// "<path>.partial" that no AtomicFile left.
  explicit AtomicFile(std::filesystem::path path);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  void write(std::span<const std::byte> bytes);
  void write(std::string_view text) { write(std::as_bytes(std::span(text))); }
  /// The new file takes the place of the old one and is on the disk.
  void commit();

 private:
  [[noreturn]] void fail(std::string_view action) const;

  std::filesystem::path path_, partial_;
  int descriptor_ = -1;
};

/// Whether an AtomicFile of a killed process left this file "<path>.partial".
bool is_left_partial(const std::filesystem::path& file);

/// Replaces the file at `path` with these bytes.
void write_atomically(const std::filesystem::path& path, std::string_view text);

/// Throws what writing the file would throw at its start. For files that are written after
/// long work.
void expect_writable(const std::filesystem::path& path);

}  // namespace fovea
