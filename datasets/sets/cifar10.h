// CIFAR-10 (Krizhevsky, "Learning Multiple Layers of Features from Tiny Images", 2009): ten classes
// of (32, 32, 3) images in the files of its binary version, data_batch_1.bin to data_batch_5.bin
// and test_batch.bin. A record is a byte of label and 3,072 of pixels: red, green, blue, row by
// row.
#pragma once

#include <filesystem>

#include "fovea/datasets/dataset.h"

namespace fovea::datasets {

/// Whether the folder holds a file of the binary version.
bool holds_cifar10(const std::filesystem::path& folder);

/// Reads the six files of `folder`. A file may have any number of records, so that a smaller set
/// can be made. Throws Error for missing files, with the command that gets them, and for broken
/// ones.
TrainTest open_cifar10(const std::filesystem::path& folder);

}  // namespace fovea::datasets
