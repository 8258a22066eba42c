// The version of the library, which models and reports carry.
#pragma once

#include <string_view>

namespace fovea {

/// "MAJOR.MINOR.PATCH", as project() in the root CMakeLists.txt says. A program that builds with
/// one MINOR version may not build with another.
extern const std::string_view version;

}  // namespace fovea
