// How far what a backend computed is off, for compare().
#pragma once

#include "fovea/compare/compare.h"

namespace fovea {

/// Element i of a tensor of any type, in row-major order.
double element(const Tensor& tensor, size_t i);

/// The largest error of a tensor relative to its largest value.
double whole_error(const Tensor& truth, const Tensor& value);

/// Gathers the errors of output k into its node's comparison. `terms` numbers go into an element,
/// each rounded beforehand by up to `input_rounding` of it.
void compare_output(NodeComparison& node, size_t k, double terms, double input_rounding,
                    const Tensor& truth, const Tensor& magnitudes, const Tensor& value);

}  // namespace fovea
