#include "datasets/split_folders.h"

#include <algorithm>
#include <cctype>
#include <optional>
#include <vector>

#include "fovea/core/error.h"
#include "fovea/images/picture_files.h"
#include "framework/formats/folder_entries.h"

namespace fovea::datasets {

namespace {

namespace fs = std::filesystem;

std::optional<PartOfSet> part_named(std::string name) {
  std::ranges::transform(name, name.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (name == "train" || name == "training") return PartOfSet::train;
  if (name == "test" || name == "testing") return PartOfSet::test;
  if (name == "val" || name == "valid" || name == "validation") return PartOfSet::validation;
  return {};
}

// The folders in `folder` with the name of a part, in alphabetical order.
std::vector<fs::path> split_folders(const fs::path& folder) {
  std::vector<fs::path> splits;
  std::error_code unreadable;
  for (const fs::directory_entry& entry : folder_entries(folder, unreadable)) {
    std::error_code ignored;
    if (is_split_name(entry.path().filename().string()) && entry.is_directory(ignored)) {
      splits.push_back(folder / entry.path().filename());
    }
  }
  return splits;
}

bool holds_pictures_alone(const fs::path& folder) {
  bool pictures = false;
  std::error_code unreadable;
  for (const fs::directory_entry& entry : folder_entries(folder, unreadable)) {
    std::error_code ignored;
    if (is_clutter(entry.path().filename().string())) continue;
    if (entry.is_directory(ignored)) return false;
    pictures = pictures || looks_like_picture(entry.path());
  }
  return pictures;
}

}  // namespace

bool holds_parts_alone(const fs::path& folder) {
  std::error_code unreadable;
  for (const fs::directory_entry& entry : folder_entries(folder, unreadable)) {
    std::error_code ignored;
    const std::string name = entry.path().filename().string();
    if (!is_clutter(name) && entry.is_directory(ignored) && !part_named(name)) return false;
  }
  return true;
}

bool is_split_name(const std::string& name) { return part_named(name).has_value(); }

fs::path split_folder(const fs::path& folder, PartOfSet part) {
  fs::path folder_of_split;
  for (const fs::path& split : split_folders(folder)) {
    if (part_named(split.filename().string()) != part) continue;
    if (!folder_of_split.empty()) {
      throw Error("'{}' and '{}' are the same part of a set", folder_of_split.filename().string(),
                  split.filename().string())
          .at(folder.string())
          .hint("put their pictures into one folder");
    }
    folder_of_split = split;
  }
  return folder_of_split;
}

bool holds_split_folders(const fs::path& folder) {
  const std::vector<fs::path> splits = split_folders(folder);
  return splits.size() > 1 || (splits.size() == 1 && !holds_pictures_alone(splits.front()));
}

}  // namespace fovea::datasets
