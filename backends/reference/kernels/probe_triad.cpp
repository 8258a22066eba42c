#include "fovea/kernels/probe_triad.h"

#include "fovea/reference/reference.h"

namespace fovea::reference {

namespace {

template <typename Real>
void probe_triad(const KernelArgs& args) {
  const Real* x = args.input<Real>(0);
  const Real* y = args.input<Real>(1);
  const Real factor = args.input<Real>(2)[0];
  Real* z = args.output<Real>(0);
  const size_t count = args.params<ProbeTriadParams>().count;
  for (size_t i = 0; i < count; ++i) z[i] = x[i] + factor * y[i];
}

}  // namespace

void register_probe_triad(KernelTable& table) {
  table["probe_triad"] = {probe_triad<float>, probe_triad<double>};
}

}  // namespace fovea::reference
