// The file of a picture cache: a line that says what it is, the pixels of all pictures, an entry
// for each of them, and an end that says where the entries are. It is written from front to back.
#pragma once

#include <unordered_map>
#include <vector>

#include "datasets/mapped_file.h"
#include "framework/formats/atomic_file.h"

namespace fovea::datasets {

/// The state of a picture's file when the picture was decoded.
struct PictureFileState {
  std::uint64_t path = 0;  // a hash of it
  std::uint64_t bytes = 0;
  std::int64_t time = 0;      // of the last change, in nanoseconds
  std::uint64_t content = 0;  // a hash of its bytes
};

/// A picture in the file.
struct CacheEntry {
  PictureFileState file_state;
  std::uint64_t offset = 0;  // of its pixels
  std::uint64_t pixels = 0;  // a hash of them
  std::uint32_t height = 0, width = 0, channels = 0, unused = 0;

  std::uint64_t size() const { return std::uint64_t{height} * width * channels; }
};

class CacheFile {
 public:
  /// Throws Error for a file that is not a cache, or that cannot be read. A damaged cache, and one
  /// whose pictures were made by another rule, has no entries.
  CacheFile(const std::filesystem::path& path, std::uint64_t rule);

  /// The entry for the hash of a picture's path; null if there is none.
  const CacheEntry* find(std::uint64_t path) const;
  std::span<const std::uint8_t> pixels(const CacheEntry& entry) const;
  /// Whether the pixels are those that were written.
  bool is_sound(const CacheEntry& entry) const;

 private:
  MappedFile file_;
  std::unordered_map<std::uint64_t, CacheEntry> entries_;
};

/// A new cache, which replaces the old one when it is complete.
class CacheWriter {
 public:
  CacheWriter(const std::filesystem::path& path, std::uint64_t rule);
  void add(CacheEntry entry, std::span<const std::uint8_t> pixels);
  void commit();

 private:
  AtomicFile file_;
  std::uint64_t rule_, at_ = 0;
  std::vector<CacheEntry> entries_;
};

}  // namespace fovea::datasets
