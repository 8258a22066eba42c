// The binary files of CIFAR-10 and CIFAR-100 (Krizhevsky, "Learning Multiple Layers of Features
// from Tiny Images", 2009). A record is one byte for each of its labels and 3,072 of pixels, 32x32:
// all red, then all green, then all blue ones, row by row.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "fovea/datasets/dataset.h"

namespace fovea::datasets {

struct CifarForm {
  std::string name;                      // of the set
  std::vector<std::string> labels;       // the class names
  std::vector<std::string> train, test;  // the files of each split
  int label_bytes = 1;                   // before the pixels
  int label_at = 0;                      // which of them is the label
};

/// Whether the folder holds one of the files.
bool holds_cifar(const std::filesystem::path& folder, const CifarForm& form);

/// Reads all files of `folder`; each is there or in a folder of its own name. A file may have any
/// number of records, so that a smaller set can be made. Throws Error for missing files, with the
/// command that gets them if there is one, and for broken ones.
TrainTest open_cifar(const std::filesystem::path& folder, const CifarForm& form);

}  // namespace fovea::datasets
