// The data sets that `--data` knows. Each is a file in datasets/sets that defines
// register_<its own name>(DatasetTable&); nothing else is edited to add one.
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
  std::string name;         // what --data calls it; "" for a kind that has no name, only folders
  std::string description;  // one line for --help
  /// Whether the folder, or file, is of this kind. Must not throw.
  std::function<bool(const std::filesystem::path& folder)> holds;
  /// Reads the folder; only photos, which have any size, look at the view. Throws Error for
  /// missing or broken files.
  std::function<TrainTest(const std::filesystem::path& folder, const View& view)> open;
  /// What the names of its files begin with. A folder that holds the files of two sets, with other
  /// beginnings, has to say by its own name which one is meant.
  std::string stem = {};
};

using DatasetTable = std::vector<DatasetEntry>;

/// All of them, by the names of their files.
const DatasetTable& table();

}  // namespace fovea::datasets
