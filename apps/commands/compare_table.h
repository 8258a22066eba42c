// What fovea compare prints.
#pragma once

#include <span>

#include "fovea/compare/compare.h"

namespace fovea::apps {

/// A table a backend and one line of verdict; returns the exit code: 1 if a backend departs.
int print_comparisons(std::span<const Comparison> comparisons);
/// The same as JSON lines: a record "backend" each, its records "node", its record "verdict".
int print_comparisons_json(std::span<const Comparison> comparisons);

}  // namespace fovea::apps
