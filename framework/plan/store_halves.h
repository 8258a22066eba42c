// Storage as halves, Precision::f16.
#pragma once

#include <set>
#include <string>

#include "framework/plan/lower.h"

namespace fovea {

/// Stores as halves the activations whose steps can all use halves, and the inputs and outputs of
/// these names.
void store_halves(Lowered& lowered, const Backend& backend, const std::set<std::string>& names);

}  // namespace fovea
