// Opens the data set that a user wrote after `--data`.
#pragma once

#include <string>

#include "fovea/datasets/dataset.h"
#include "fovea/images/image_resize.h"

namespace fovea::datasets {

/// Opens a data set by a name of table.h (it is looked for in data_folder(name)) or by the path of
/// a folder that holds one, or photos (image_folder.h, class_folders.h), or of a list of photos
/// (picture_list.h), of which `view` is shown. The images of other sets come as they are stored;
/// viewed.h shows them. A name is preferred to a folder of that name; "./mnist" is the folder.
/// Throws Error for an unknown name, with the nearest one, and for missing or broken files.
TrainTest open(const std::string& name_or_folder, const View& view = {.size = {224, 224, 3}});

/// The names that open() knows, with one line about each: `--help` prints it.
std::string known_sets();

/// Whether open() takes this for the name of a data set, and not for the path of a folder.
bool is_name(const std::string& name);

}  // namespace fovea::datasets
