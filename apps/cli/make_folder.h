// Makes a folder; errors look like all others.
#pragma once

#include <filesystem>

#include "fovea/core/error.h"

namespace fovea::apps {

/// Makes the folder and its parents; it may exist already. Throws Error naming it.
inline void make_folder(const std::filesystem::path& folder) {
  std::error_code fault;
  std::filesystem::create_directories(folder, fault);
  if (fault) throw Error("the folder cannot be made: {}", fault.message()).at(folder.string());
}

}  // namespace fovea::apps
