// Folders that divide a set of photos, by their names.
#pragma once

#include <filesystem>

namespace fovea::datasets {

/// Whether some of the folders train, test, val, valid and validation lie in `folder` as parts of a set.
/// One of them alone that holds pictures and no folders is none: it is a class of that name.
bool holds_split_folders(const std::filesystem::path& folder);

}  // namespace fovea::datasets
