// Pictures that nobody has divided, divided into those to train on and those to test.
#pragma once

#include "datasets/picture_set.h"

namespace fovea::datasets {

struct HashSplit {
  std::vector<Picture> train, test;
};

/// About a fifth of each class is for the test, chosen by a hash of each picture's name alone: more
/// pictures move none of those that are there. Only a class that would have no picture in one of
/// the parts gives it that with the smallest, or the largest, hash. Adds a fault for each class
/// with a single picture.
HashSplit split_by_hash(std::vector<Picture> pictures, const std::vector<std::string>& labels,
                        std::vector<std::string>& faults);

}  // namespace fovea::datasets
