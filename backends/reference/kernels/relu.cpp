#include "fovea/reference/reference.h"

namespace fovea::reference {

namespace {

template <typename Real>
void relu(const KernelArgs& args) {
  const Real* x = args.input<Real>(0);
  Real* y = args.output<Real>(0);
  for (std::int64_t i = 0; i < args.output_count(0); ++i) y[i] = x[i] < 0 ? 0 : x[i];
}

// dx = dy where y > 0
template <typename Real>
void relu_grad(const KernelArgs& args) {
  const Real* dy = args.input<Real>(0);
  const Real* y = args.input<Real>(1);
  Real* dx = args.output<Real>(0);
  for (std::int64_t i = 0; i < args.output_count(0); ++i) dx[i] = y[i] > 0 ? dy[i] : 0;
}

}  // namespace

void register_relu(KernelTable& table) {
  table["relu"] = {relu<float>, relu<double>};
  table["relu_grad"] = {relu_grad<float>, relu_grad<double>};
}

}  // namespace fovea::reference
