// y = alpha * old + beta * next, with beta = 1 - alpha
#include "fovea/kernels/elementwise.h"

#include "fovea/reference/reference.h"

namespace fovea::reference {

namespace {

template <typename Real>
void moving_average(const KernelArgs& args) {
  const auto& p = args.params<ElementwiseParams>();
  const Real* old = args.input<Real>(0);
  const Real* next = args.input<Real>(1);
  Real* y = args.output<Real>(0);
  for (size_t i = 0; i < p.count; ++i) y[i] = p.alpha * old[i] + p.beta * next[i];
}

}  // namespace

void register_moving_average(KernelTable& table) {
  table["moving_average"] = {moving_average<float>, moving_average<double>};
}

}  // namespace fovea::reference
