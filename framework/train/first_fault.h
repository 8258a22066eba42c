// Where a run of a graph first went wrong.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "fovea/core/tensor.h"

namespace fovea {

/// "node NAME gave nan": the first of these values, as Session::trace() gives them, that is not
/// finite; other words where there is none.
std::string first_fault(const std::vector<std::pair<std::string, Tensor>>& values);

}  // namespace fovea
