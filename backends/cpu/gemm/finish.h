// The epilogue of a step (fovea/kernels/epilogue.h) in the form for the stores.
#pragma once

#include <cmath>

#include "backends/cpu/gemm/gemm.h"
#include "fovea/kernels/epilogue.h"
#include "fovea/runtime/kernel_args.h"

namespace fovea::cpu {

/// `operands`: number of the first operand among the inputs.
inline Finish finish_of(const EpilogueParams& params, const KernelArgs& args, size_t operands) {
  Finish finish;
  if (params.has_scale) finish.scale = args.input<float>(operands++);
  if (params.has_shift) finish.shift = args.input<float>(operands++);
  if (params.has_residual) finish.residual = args.input<float>(operands);
  finish.slope = params.slope;
  finish.low = params.low;
  finish.high = params.high;
  finish.clamps = params.low > -INFINITY || params.high < INFINITY;
  return finish;
}

/// The same for results that start at column `column` of element `element`.
inline Finish shifted(Finish finish, Index element, Index column) {
  if (finish.scale) finish.scale += column;
  if (finish.shift) finish.shift += column;
  if (finish.residual) finish.residual += element;
  return finish;
}

/// The residual is read right before its element is stored: the output may be in the same memory.
inline std::vector<std::pair<int, int>> finish_in_place(const EpilogueParams& params,
                                                        int operands) {
  if (!params.has_residual) return {};
  return {{0, operands + static_cast<int>(params.has_scale + params.has_shift)}};
}

}  // namespace fovea::cpu
