// The pictures that a command line names.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace fovea::apps {

/// A picture to read, or an argument without a picture.
struct PictureEntry {
  std::string name;                 // the path, or "-"
  std::vector<std::uint8_t> bytes;  // of a picture that came on stdin, else empty
  std::string error;                // why there is nothing to read, or ""
};

/// Files as they are named; the pictures in folders and below; for "-" the content of stdin: a
/// picture, or a text with the name of one file per line.
std::vector<PictureEntry> list_pictures(const std::vector<std::string>& arguments);

}  // namespace fovea::apps
