// Several faults as one Error, so that all can be fixed at once.
#pragma once

#include <string>
#include <vector>

#include "fovea/core/error.h"

namespace fovea::datasets {

/// "3 faults: a; b; c", with no more of them than one line can show. `faults` is not empty.
Error fault_list(const std::vector<std::string>& faults);

}  // namespace fovea::datasets
