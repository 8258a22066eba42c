#include "fovea/reference/reference.h"

namespace fovea::reference {

namespace {

template <typename Real>
void multiply(const KernelArgs& args) {
  const Real* a = args.input<Real>(0);
  const Real* b = args.input<Real>(1);
  Real* y = args.output<Real>(0);
  for (std::int64_t i = 0; i < args.output_count(0); ++i) y[i] = a[i] * b[i];
}

}  // namespace

void register_multiply(KernelTable& table) {
  table["multiply"] = {multiply<float>, multiply<double>};
}

}  // namespace fovea::reference
