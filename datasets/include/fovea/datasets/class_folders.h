// Photos sorted into folders, FOLDER/CLASS/..., that nobody has divided into train and test.
#pragma once

#include <filesystem>

#include "fovea/datasets/dataset.h"
#include "fovea/images/image_resize.h"

namespace fovea::datasets {

/// Whether folders in it hold pictures, and none of them is a split called train, test or val. One
/// of these alone that holds pictures and no folders is a class.
bool holds_class_folders(const std::filesystem::path& folder);

/// The pictures as `view` shows them; about a fifth of each class is the test set, by a hash of
/// their names, so that adding pictures moves none. Throws one Error with all faults: fewer than
/// two classes, classes with no or one picture, names that are not UTF-8.
TrainTest open_class_folders(const std::filesystem::path& folder, const View& view);

}  // namespace fovea::datasets
