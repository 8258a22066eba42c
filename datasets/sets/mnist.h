// MNIST (LeCun, Cortes, Burges) and what comes in its form, such as Fashion-MNIST (Xiao, Rasul,
// Vollgraf, 2017): ten classes of (28, 28, 1) images in four IDX files. Each may be raw or
// gzipped and may be called train-images-idx3-ubyte or train-images.idx3-ubyte, .gz or not.
#pragma once

#include <filesystem>
#include <string>

#include "fovea/datasets/dataset.h"

namespace fovea::datasets {

/// Reads the four files of `folder`. `name` is "mnist" (classes 0 to 9) or "fashion-mnist" (the
/// ten garments). Images may have any size, the same in both halves. Throws Error for missing
/// files, with the command that gets them, and for broken ones.
TrainTest open_mnist(const std::filesystem::path& folder, const std::string& name);

}  // namespace fovea::datasets
