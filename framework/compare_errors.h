// How far what a backend computed is off, for compare().
#pragma once

#include "framework/compare.h"

namespace fovea {

/// The largest error of a tensor relative to its largest value.
double whole_error(const Tensor& truth, const Tensor& value);

/// Gathers the errors of output k, that `terms` numbers go into, into its node's comparison.
void compare_output(NodeComparison& node, size_t k, double terms, const Tensor& truth,
                    const Tensor& magnitudes, const Tensor& value);

}  // namespace fovea
