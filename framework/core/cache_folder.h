// The folder for files that fovea can make or download again.
#pragma once

#include <filesystem>

namespace fovea {

/// $XDG_CACHE_HOME/fovea, else ~/.cache/fovea, which need not exist; empty when neither variable is
/// set. A relative XDG_CACHE_HOME is ignored, as the XDG base directory specification says.
std::filesystem::path cache_folder();

}  // namespace fovea
