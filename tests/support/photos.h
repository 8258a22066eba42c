// Photos made by the tests, in one folder per class.
#pragma once

#include <fmt/format.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <opencv2/imgcodecs.hpp>
#include <string>

#include "fovea/core/random.h"

namespace fovea::test {

/// One colour photo of 48x40: `brightness` plus noise.
inline void write_photo(const std::filesystem::path& file, int brightness) {
  const Random random(1, stream_of(file.filename().string()));
  std::filesystem::create_directories(file.parent_path());
  cv::Mat photo(40, 48, CV_8UC3);
  for (std::size_t i = 0; i < photo.total() * 3; ++i) {
    photo.data[i] = static_cast<std::uint8_t>(brightness + static_cast<int>(random.below(i, 100)));
  }
  BOOST_REQUIRE(cv::imwrite(file.string(), photo));
}

/// This many photos of ants, which are dark, and of bees, which are bright.
inline void write_ants_and_bees(const std::filesystem::path& folder, int count) {
  for (int i = 0; i < count; ++i) {
    write_photo(folder / "ants" / fmt::format("{}.jpg", i), 10);
    write_photo(folder / "bees" / fmt::format("{}.jpg", i), 140);
  }
}

}  // namespace fovea::test
