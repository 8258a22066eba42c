// Sets in the form of MNIST: each split is a file of images and a file of labels, in IDX.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "fovea/datasets/dataset.h"

namespace fovea::datasets {

struct IdxForm {
  std::string name;                 // of the set
  std::vector<std::string> labels;  // the class names
  std::string train, test;          // the start of the file names of each split: "train", "t10k"
  int first_label = 0;              // the number of the first class in the files
  bool transposed = false;          // images are stored column by column
};

/// Whether the folder holds a file of either split.
bool holds_idx_pair(const std::filesystem::path& folder, const IdxForm& form);

/// Reads the four files, e.g. train-images-idx3-ubyte. Names may have "." instead of the last "-";
/// files may be gzipped, and each may be in a folder of its own name. Images may have any size, the
/// same in both splits. Throws Error for missing files, with the command that gets them if there is
/// one, and for broken ones.
TrainTest open_idx_pair(const std::filesystem::path& folder, const IdxForm& form);

}  // namespace fovea::datasets
