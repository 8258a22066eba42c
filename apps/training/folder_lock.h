// A folder that one process at a time works in.
#pragma once

#include <filesystem>

namespace fovea::apps {

/// Holds the folder until it goes, or its process ends in whatever way; leaves no file behind. On
/// file systems without locks it holds nothing. Throws Error while another process holds it.
class FolderLock {
 public:
  explicit FolderLock(const std::filesystem::path& folder);
  ~FolderLock();
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

 private:
  int descriptor_;
};

}  // namespace fovea::apps
