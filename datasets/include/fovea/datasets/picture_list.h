// Photos that a table names: a CSV file with a path and a class on each line.
#pragma once

#include <filesystem>

#include "fovea/datasets/dataset.h"
#include "fovea/images/image_resize.h"

namespace fovea::datasets {

/// Whether it is a file whose name ends with .csv.
bool is_picture_list(const std::filesystem::path& file);

/// Each line has a path relative to the file's folder, a class and perhaps "train", "test" or
/// "val". Fields with a comma are in quotes; quotes inside them are doubled (RFC 4180). A first
/// line "path,label" or "path,label,split" may name the columns, in any order and with others
/// between them. Without a third column about a fifth of each class is the test set, as in
/// class_folders.h. The classes are those of all lines, in alphabetical order. Throws one Error
/// with all faults and their lines.
TrainTest open_picture_list(const std::filesystem::path& file, const View& view);

}  // namespace fovea::datasets
