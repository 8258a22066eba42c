// Works in pieces that stay in the first-level cache, so the time is that of the plain loop's
// arithmetic.
#include "fovea/kernels/probe_fma.h"

#include <algorithm>

#include "fovea/reference/reference.h"

namespace fovea::reference {

namespace {

template <typename Real>
void probe_fma(const KernelArgs& args) {
  const auto& p = args.params<ProbeFmaParams>();
  const Real scale = args.input<Real>(0)[0], shift = args.input<Real>(0)[1];
  constexpr size_t piece = 256;
  for (size_t begin = 0; begin < p.count; begin += piece) {
    Real* y = args.output<Real>(0) + begin;
    const size_t n = std::min(piece, p.count - begin);
    for (size_t i = 0; i < n; ++i) y[i] = static_cast<Real>((begin + i) % 64);
    for (size_t round = 0; round < size_t{16} * p.rounds; ++round) {
      for (size_t i = 0; i < n; ++i) y[i] = y[i] * scale + shift;
    }
  }
}

}  // namespace

void register_probe_fma(KernelTable& table) {
  table["probe_fma"] = {probe_fma<float>, probe_fma<double>};
}

}  // namespace fovea::reference
