// A first look at every image of a data set: what its pixels are like, and which cannot be read.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "fovea/datasets/dataset.h"

namespace fovea::datasets {

struct Survey {
  std::vector<std::uint64_t> sums, squares;  // of the bytes of all images, one a channel
  std::vector<std::int32_t> labels;          // of each image; -1: it could not be read
  std::vector<std::string> faults;           // what read() threw, in the order of the images

  /// Throws one Error that names them all if there are any.
  void expect_sound() const;
};

/// Reads every image once, on all threads; the result is the same for any number of them.
/// `progress` is told now and then how many have been read, by one thread at a time.
Survey survey(const Dataset& set, const std::function<void(std::uint32_t)>& progress = {});

}  // namespace fovea::datasets
