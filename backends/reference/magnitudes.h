// The sizes that rounding errors are relative to, if these are not the sizes of the results: the
// error of a sum depends on the size of its terms, however much of them cancels.
#pragma once

#include <cmath>
#include <functional>
#include <limits>

#include "fovea/runtime/kernel_args.h"

namespace fovea::reference {

/// What a sum over a row of n numbers adds to the magnitude of results that divide by it or take
/// its logarithm: its error grows by 2 sqrt(n) roundings, besides the 16 that any kernel may make
/// (see allowed_error() in fovea/compare/compare.h), and only the kernel knows that it has rows.
inline double row_sum(double n) { return std::sqrt(n) / 8; }

/// Runs a kernel in double on the absolute values of its real inputs.
void on_absolutes(const KernelArgs& args, const std::function<void(const KernelArgs&)>& in_double);

/// The same for a kernel whose params P have an epilogue, which may add but not cut anything off.
template <typename P>
std::function<void(const KernelArgs&)> sums_of(std::function<void(const KernelArgs&)> in_double) {
  return [in_double = std::move(in_double)](const KernelArgs& args) {
    P params = args.params<P>();
    params.epilogue.slope = 1;
    params.epilogue.low = -std::numeric_limits<float>::infinity();
    params.epilogue.high = std::numeric_limits<float>::infinity();
    Step step = args.step;
    step.params = params;
    on_absolutes({step, args.inputs, args.outputs, args.scratch}, in_double);
  };
}

}  // namespace fovea::reference
