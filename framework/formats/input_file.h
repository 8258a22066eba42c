// Reads a file from outside in pieces. Its size is known before anything is allocated for it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>

namespace fovea {

/// Errors do not name the path: the caller adds it, as for all other faults in the file.
class InputFile {
 public:
  /// Throws Error unless it is a regular file that can be read.
  explicit InputFile(const std::filesystem::path& path);
  ~InputFile();
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;

  std::uint64_t size() const { return size_; }
  /// Fills `bytes` from this offset; throws Error if the file ends before.
  void read(std::uint64_t offset, std::span<std::byte> bytes) const;

 private:
  std::uint64_t size_ = 0;
  int descriptor_ = -1;
};

}  // namespace fovea
