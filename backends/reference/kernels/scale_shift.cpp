#include "fovea/kernels/scale_shift.h"

#include "fovea/reference/reference.h"

namespace fovea::reference {

namespace {

template <typename Real>
void scale_shift(const KernelArgs& args) {
  const auto& p = args.params<ScaleShiftParams>();
  const Real* x = args.input<Real>(0);
  const Real* scale = args.input<Real>(1);
  const Real* shift = args.input<Real>(2);
  Real* y = args.output<Real>(0);
  for (size_t i = 0; i < size_t{p.rows} * p.channels; ++i) {
    y[i] = x[i] * scale[i % p.channels] + shift[i % p.channels];
  }
}

}  // namespace

void register_scale_shift(KernelTable& table) {
  table["scale_shift"] = {scale_shift<float>, scale_shift<double>};
}

}  // namespace fovea::reference
