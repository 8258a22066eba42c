// Refuses options that would do nothing, when only the data or the model shows this.
#pragma once

#include <initializer_list>
#include <string>
#include <utility>

#include "fovea/core/error.h"

namespace fovea::apps {

/// Throws Error for the first one that was given, with its name and `why` it would do nothing.
inline void refuse_options(std::initializer_list<std::pair<bool, const char*>> options,
                           const std::string& why) {
  for (const auto& [is_there, name] : options) {
    if (is_there) throw Error("{} {}", name, why);
  }
}

}  // namespace fovea::apps
