// The contents of a data set: sizes, faults, and pictures that are there twice.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "fovea/datasets/dataset.h"

namespace fovea::datasets {

struct Contents {
  struct Entry {
    std::int32_t label = -1;  // -1: it could not be read
    Shape size = {};          // (H, W, C) of the original
    std::uint64_t print = 0;  // of size and pixels; usually different for different pictures
  };
  std::vector<Entry> entries;       // one per image
  std::vector<std::string> faults;  // the errors from original(), in the order of the images
};

/// Reads every original once, on all threads; the result is the same for any number of them.
/// `progress` as in survey().
Contents contents(const Dataset& set, const std::function<void(std::uint32_t)>& progress = {});

/// Image `first` of one set and `second` of another have the same pixels.
struct Twins {
  std::uint32_t first, second;
};

/// For each image of `second` the earliest in `first` with the same size and pixels; labels and
/// files may differ. If a set is compared with itself: the earliest one before it. The result is in
/// the order of `second`.
std::vector<Twins> find_twins(const Dataset& first, const Contents& of_first, const Dataset& second,
                              const Contents& of_second);

}  // namespace fovea::datasets
