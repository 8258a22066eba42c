// A file as memory that can only be read.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>

namespace fovea::datasets {

class MappedFile {
 public:
  /// Throws Error naming a file that cannot be mapped.
  explicit MappedFile(const std::filesystem::path& path);
  ~MappedFile();
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  std::span<const std::uint8_t> bytes() const { return bytes_; }

 private:
  std::span<const std::uint8_t> bytes_;
};

}  // namespace fovea::datasets
