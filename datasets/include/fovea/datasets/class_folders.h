// Photos sorted into folders, FOLDER/CLASS/..., which are not divided into train and test.
#pragma once

#include <filesystem>

#include "fovea/datasets/dataset.h"
#include "fovea/images/image_resize.h"

namespace fovea::datasets {

/// Whether folders in it hold pictures, and none of them is a split called train, test or val. If
/// there is only one folder with such a name, and it holds pictures and no folders, it is a class.
bool holds_class_folders(const std::filesystem::path& folder);

/// The pictures as `view` shows them; about a fifth of each class is the test set, chosen by a hash
/// of their names, so new pictures do not move old ones. Throws one Error with all faults: fewer
/// than two classes, classes with no or one picture, names that are not UTF-8.
TrainTest open_class_folders(const std::filesystem::path& folder, const View& view);

}  // namespace fovea::datasets
