#include "fovea/kernels/where.h"

#include "backends/reference/strided_index.h"
#include "fovea/reference/reference.h"

namespace fovea::reference {

namespace {

template <typename Real>
void where(const KernelArgs& args) {
  const auto& p = args.params<WhereParams>();
  for (size_t i = 0; i < work_size(p).x; ++i) {
    const Real c = args.input<Real>(0)[meets(i, p.rank, p.size, p.c_stride)];
    const Real a = args.input<Real>(1)[meets(i, p.rank, p.size, p.a_stride)];
    const Real b = args.input<Real>(2)[meets(i, p.rank, p.size, p.b_stride)];
    args.output<Real>(0)[i] = c != 0 ? a : b;
  }
}

}  // namespace

void register_where(KernelTable& table) { table["where"] = {where<float>, where<double>}; }

}  // namespace fovea::reference
