// fovea dataset: what a data set holds, and what augmentation makes of it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace fovea::apps {

inline constexpr const char* dataset_choices = "info|show";

struct DatasetOptions {
  std::string what;           // one of dataset_choices
  std::string data;           // a name or a folder
  bool json = false;          // info
  std::filesystem::path out;  // show: a PNG
  std::string augment = "none";
  int images = 8;      // show: rows
  int versions = 8;    // show: changed images a row, one an epoch
  int image_size = 0;  // show: pixels a side of photos; 0: 224
  std::uint64_t seed = 1;
};

/// Returns the exit code: 1 for faults in the data set. Throws Error.
int dataset(const DatasetOptions& options);

}  // namespace fovea::apps
