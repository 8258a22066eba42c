// Photos sorted into folders, FOLDER/train/CLASS/... and FOLDER/test/CLASS/..., decoded when they
// are needed. The classes are the folders in train, in alphabetical order. "Train", "training",
// "Testing" and so on are the same names.
#pragma once

#include <filesystem>

#include "fovea/datasets/dataset.h"
#include "fovea/images/image_resize.h"

namespace fovea::datasets {

/// Whether the folder holds a folder with the name of a part, unless that folder is a class: it is
/// a class if it holds pictures and no folders, and there is no other part beside it.
bool holds_image_folder(const std::filesystem::path& folder);

/// Whether `path` is in a folder of this data set's classes, or would be one of them if it were
/// made (also for class_folders.h): a folder with results there would be taken for a class.
bool lies_among_classes(const std::filesystem::path& path, const std::filesystem::path& folder);

/// The pictures as `view` shows them; picture_files.h says which files are pictures. "val",
/// "valid" and "validation" hold the validation set; without "test" they are the test set. Without
/// "train" the training set is empty, and the classes are those of "test". Throws one Error with
/// all faults: a missing split, classes without pictures, classes that train does not have and
/// names that are not UTF-8. read() throws Error, naming the file, for a picture that is broken or
/// cut short.
TrainTest open_image_folder(const std::filesystem::path& folder, const View& view);

}  // namespace fovea::datasets
