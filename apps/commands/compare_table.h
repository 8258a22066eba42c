// What fovea compare prints.
#pragma once

#include <span>
#include <string>

#include "fovea/compare/compare.h"

namespace fovea::apps {

/// Prints a table per backend and one line with the verdict; returns the exit code: 1 if a backend
/// fails. `step` is the name of the training step, "" for the only one.
int print_comparisons(const std::string& step, std::span<const Comparison> comparisons);
/// The same as JSON lines: for each backend a record "backend", its records "node" and its record
/// "verdict".
int print_comparisons_json(const std::string& step, std::span<const Comparison> comparisons);

}  // namespace fovea::apps
