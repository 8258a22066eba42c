// The version of the library, which models and reports carry.
#pragma once

#include <string_view>

namespace fovea {

inline constexpr std::string_view version = "0.1.0";

}  // namespace fovea
