// The epilogue of fovea/kernels/epilogue.h, in plain code.
#pragma once

#include "fovea/kernels/epilogue.h"
#include "fovea/runtime/kernel_args.h"

namespace fovea::reference {

template <typename Real>
class EpilogueOf {
 public:
  /// The operands follow the kernel's `own` inputs.
  EpilogueOf(const KernelArgs& args, const EpilogueParams& params, size_t own) : params_(params) {
    if (params.has_scale) scale_ = args.input<Real>(own++);
    if (params.has_shift) shift_ = args.input<Real>(own++);
    if (params.has_residual) residual_ = args.input<Real>(own);
  }

  /// The result v of channel c, at element i of the output.
  Real operator()(double v, size_t c, size_t i) const {
    if (scale_) v *= scale_[c];
    if (shift_) v += shift_[c];
    if (residual_) v += residual_[i];
    if (v < 0 && params_.slope != 1) v *= params_.slope;
    if (v < params_.low) v = params_.low;
    if (v > params_.high) v = params_.high;
    return static_cast<Real>(v);
  }

 private:
  const EpilogueParams& params_;
  const Real* scale_ = nullptr;
  const Real* shift_ = nullptr;
  const Real* residual_ = nullptr;
};

}  // namespace fovea::reference
