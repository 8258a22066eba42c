// Names of classes from a text file.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace fovea::apps {

/// The lines of the file, without empty ones at its end. Throws Error if it cannot be read.
std::vector<std::string> read_labels(const std::filesystem::path& file);

}  // namespace fovea::apps
