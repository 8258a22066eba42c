// Where fovea keeps what it can make or fetch anew.
#pragma once

#include <filesystem>

namespace fovea {

/// $XDG_CACHE_HOME/fovea, else ~/.cache/fovea, which need not exist; empty when neither variable is
/// set. As the XDG base directory specification has it, a relative XDG_CACHE_HOME is ignored.
std::filesystem::path cache_folder();

}  // namespace fovea
