// fovea dataset: shows what a data set holds, and its images after augmentation.
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
  int versions = 8;    // show: changed images per row, one per epoch
  int image_size = 0;  // show: pixels per side of photos; 0: 224
  std::uint64_t seed = 1;
};

/// Returns the exit code: 1 for faults in the data set. Throws Error.
int dataset(const DatasetOptions& options);

}  // namespace fovea::apps
