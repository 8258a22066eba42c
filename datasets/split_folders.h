// Folders that divide a set of photos, by their names.
#pragma once

#include <filesystem>
#include <string>

namespace fovea::datasets {

enum class PartOfSet { train, test, validation };

/// Whether a folder of this name, in capitals or not, holds a part of a set: train or training;
/// test or testing; val, valid or validation.
bool is_split_name(const std::string& name);

/// The folder in `folder` that holds this part, or nothing. Throws Error if there are two.
std::filesystem::path split_folder(const std::filesystem::path& folder, PartOfSet part);

/// Whether folders with such names are in `folder` as parts of a set.
/// If there is only one, and it holds pictures and no folders, it is not a part: it is a class of
/// that name.
bool holds_split_folders(const std::filesystem::path& folder);

/// Whether there is no folder with another name in it.
bool holds_parts_alone(const std::filesystem::path& folder);

}  // namespace fovea::datasets
