#include "fovea/kernels/mean.h"

#include "fovea/reference/reference.h"

namespace fovea::reference {

namespace {

template <typename Real>
void mean(const KernelArgs& args) {
  const Real* x = args.input<Real>(0);
  const auto& p = args.params<MeanParams>();
  double sum = 0;
  for (size_t i = 0; i < p.count; ++i) sum += double{x[i]};
  args.output<Real>(0)[0] = static_cast<Real>(sum / p.count);
}

template <typename Real>
void mean_grad(const KernelArgs& args) {
  const auto& p = args.params<MeanParams>();
  const Real dy = args.input<Real>(0)[0];
  Real* dx = args.output<Real>(0);
  for (size_t i = 0; i < p.count; ++i) dx[i] = dy / static_cast<Real>(p.count);
}

}  // namespace

void register_mean(KernelTable& table) {
  table["mean"] = {mean<float>, mean<double>};
  table["mean_grad"] = {mean_grad<float>, mean_grad<double>};
}

}  // namespace fovea::reference
