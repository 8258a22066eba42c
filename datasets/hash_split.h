// Divides pictures into those for training and those for the test, if nobody has done it.
#pragma once

#include "datasets/picture_set.h"

namespace fovea::datasets {

struct HashSplit {
  std::vector<Picture> train, test;
};

/// About a fifth of each class is for the test, chosen only by a hash of each picture's name: new
/// pictures do not move the old ones. In each class the picture with the smallest hash is for the
/// test, and the one with the largest hash for training, so no part is empty. Adds a fault for each
/// class with a single picture.
HashSplit split_by_hash(std::vector<Picture> pictures, const std::vector<std::string>& labels,
                        std::vector<std::string>& faults);

}  // namespace fovea::datasets
