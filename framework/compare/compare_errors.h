// The errors of what a backend computed, for compare().
#pragma once

#include "fovea/compare/compare.h"

namespace fovea {

/// Element i of a tensor of any type, in row-major order.
double element(const Tensor& tensor, size_t i);

/// The largest error of a tensor relative to its largest value.
double whole_error(const Tensor& truth, const Tensor& value);

/// Adds the errors of output k to its node's comparison. Each element is made of `terms` numbers,
/// which were rounded before with a relative error of up to `input_rounding`.
void compare_output(NodeComparison& node, size_t k, double terms, double input_rounding,
                    const Tensor& truth, const Tensor& magnitudes, const Tensor& value);

}  // namespace fovea
