// Options that would do nothing, refused where only the data or the model tells.
#pragma once

#include <initializer_list>
#include <string>
#include <utility>

#include "fovea/core/error.h"

namespace fovea::apps {

/// Throws Error for the first that was given: its name, and `why` it would do nothing.
inline void refuse_given(std::initializer_list<std::pair<bool, const char*>> options,
                         const std::string& why) {
  for (const auto& [is_given, name] : options) {
    if (is_given) throw Error("{} {}", name, why);
  }
}

}  // namespace fovea::apps
