// The data sets that `--data` knows. Each is a file in datasets/sets that defines
// register_<its own name>(DatasetTable&); to add one, nothing else is edited.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "fovea/datasets/dataset.h"
#include "fovea/images/image_resize.h"

namespace fovea::datasets {

/// One data set, or one kind of folder.
struct DatasetEntry {
  std::string name;         // its name for --data; "" for a kind that has no name, only folders
  std::string description;  // one line for --help
  /// Whether the folder, or file, is of this kind. Must not throw.
  std::function<bool(const std::filesystem::path& folder)> holds;
  /// Reads the folder; the view is used only for photos, which have any size. Throws Error for
  /// missing or broken files.
  std::function<TrainTest(const std::filesystem::path& folder, const View& view)> open;
  /// The start of the names of its files. If a folder holds the files of two sets, whose names
  /// start differently, the folder's own name must say which one is meant.
  std::string stem = {};
};

using DatasetTable = std::vector<DatasetEntry>;

/// All of them, by the names of their files.
const DatasetTable& table();

}  // namespace fovea::datasets
