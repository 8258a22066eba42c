// A folder in which only one process works at a time.
#pragma once

#include <filesystem>

namespace fovea::apps {

/// Locks the folder until this object is destroyed or its process ends in any way; it leaves no
/// file. On file systems without locks it does nothing. Throws Error if another process has locked
/// the folder.
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
