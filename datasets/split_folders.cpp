#include "datasets/split_folders.h"

#include <string>
#include <vector>

#include "fovea/images/picture_files.h"

namespace fovea::datasets {

namespace {

namespace fs = std::filesystem;

bool holds_pictures_alone(const fs::path& folder) {
  std::error_code fault;
  bool pictures = false;
  for (fs::directory_iterator entry(folder, fault), end; !fault && entry != end;
       entry.increment(fault)) {
    std::error_code ignored;
    if (is_clutter(entry->path().filename().string())) continue;
    if (entry->is_directory(ignored)) return false;
    pictures = pictures || looks_like_picture(entry->path());
  }
  return pictures;
}

}  // namespace

bool holds_split_folders(const fs::path& folder) {
  std::vector<fs::path> splits;
  for (const char* name : {"train", "test", "val", "valid", "validation"}) {
    std::error_code ignored;
    if (fs::is_directory(folder / name, ignored)) splits.push_back(folder / name);
  }
  return splits.size() > 1 || (splits.size() == 1 && !holds_pictures_alone(splits.front()));
}

}  // namespace fovea::datasets
