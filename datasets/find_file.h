// Finds the files of a data set in its folder, by their usual names.
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>

namespace fovea::datasets {

/// The first of these names that is a file in the folder. A folder of that name that holds a file
/// of one of the names counts too: Kaggle unpacks mnist to
/// train-images-idx3-ubyte/train-images-idx3-ubyte.
std::optional<std::filesystem::path> find_file(const std::filesystem::path& folder,
                                               std::span<const std::string> names);

}  // namespace fovea::datasets
