#include "fovea/kernels/all_finite.h"

#include <cmath>

#include "fovea/reference/reference.h"

namespace fovea::reference {

namespace {

template <typename Real>
void all_finite(const KernelArgs& args) {
  const auto& p = args.params<AllFiniteParams>();
  bool finite = args.input<std::int32_t>(p.tensors)[0] != 0;
  for (size_t tensor = 0; tensor < p.tensors; ++tensor) {
    const Real* x = args.input<Real>(tensor);
    for (size_t i = 0; i < p.count[tensor]; ++i) finite = finite && std::isfinite(x[i]);
  }
  args.output<std::int32_t>(0)[0] = finite;
}

}  // namespace

void register_all_finite(KernelTable& table) {
  table["all_finite"] = {all_finite<float>, all_finite<double>};
}

}  // namespace fovea::reference
