#include "fovea/kernels/argmax.h"

#include <cmath>

#include "fovea/reference/reference.h"

namespace fovea::reference {

namespace {

template <typename Real>
bool exceeds(Real x, Real best, bool or_equals) {
  if (std::isnan(x)) return or_equals || !std::isnan(best);
  return !std::isnan(best) && (x > best || (or_equals && x == best));
}

template <typename Real>
void argmax(const KernelArgs& args) {
  const auto& p = args.params<ArgmaxParams>();
  for (size_t i = 0; i < size_t{p.outer} * p.inner; ++i) {
    const Real* x = args.input<Real>(0) + i / p.inner * p.size * p.inner + i % p.inner;
    size_t best = 0;
    for (size_t s = 1; s < p.size; ++s) {
      if (exceeds(x[s * p.inner], x[best * p.inner], p.last != 0)) best = s;
    }
    args.output<std::int32_t>(0)[i] = static_cast<std::int32_t>(best);
  }
}

}  // namespace

void register_argmax(KernelTable& table) { table["argmax"] = {argmax<float>, argmax<double>}; }

}  // namespace fovea::reference
