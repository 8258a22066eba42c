// A first look at every image of a data set: statistics of the pixels, and images that
// cannot be read.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "fovea/datasets/dataset.h"

namespace fovea::datasets {

struct Survey {
  std::vector<std::uint64_t> sums, squares;  // of the bytes of all images, one per channel
  std::vector<std::int32_t> labels;          // of each image; -1: it could not be read
  std::vector<std::string> faults;           // the errors from read(), in the order of the images

  /// Throws one Error that names all faults, if there are any.
  void expect_sound() const;
};

/// Reads every image once, on all threads; the result is the same for any number of them.
/// `progress` is called from time to time with the number of images read, by one thread at a time.
Survey survey(const Dataset& set, const std::function<void(std::uint32_t)>& progress = {});

}  // namespace fovea::datasets
