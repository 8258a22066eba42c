// What fovea compare prints.
#pragma once

#include <span>
#include <string>

#include "fovea/compare/compare.h"

namespace fovea::apps {

/// A table a backend and one line of verdict; returns the exit code: 1 if a backend departs. `step`
/// is the name of the training step, "" of the only one.
int print_comparisons(const std::string& step, std::span<const Comparison> comparisons);
/// The same as JSON lines: a record "backend" each, its records "node", its record "verdict".
int print_comparisons_json(const std::string& step, std::span<const Comparison> comparisons);

}  // namespace fovea::apps
