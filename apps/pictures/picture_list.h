// The pictures that a command line names.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace fovea::apps {

/// A picture to be read, or an argument that led to none.
struct PictureEntry {
  std::string name;                 // the path, or "-"
  std::vector<std::uint8_t> bytes;  // of a picture that came on stdin, else empty
  std::string error;                // why there is nothing to read, or ""
};

/// Files as they are; the pictures in folders and below; for "-" what comes on stdin: a picture, or
/// a text that names one file a line.
std::vector<PictureEntry> list_pictures(const std::vector<std::string>& arguments);

}  // namespace fovea::apps
