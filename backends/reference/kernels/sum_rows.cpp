#include "fovea/kernels/sum_rows.h"

#include "fovea/reference/reference.h"

namespace fovea::reference {

namespace {

template <typename Real>
void sum_rows(const KernelArgs& args) {
  const auto& p = args.params<SumRowsParams>();
  const Real* x = args.input<Real>(0);
  Real* y = args.output<Real>(0);
  for (size_t c = 0; c < p.channels; ++c) {
    double sum = 0;
    for (size_t r = 0; r < p.rows; ++r) sum += x[r * p.channels + c];
    y[c] = static_cast<Real>(sum);
  }
}

}  // namespace

void register_sum_rows(KernelTable& table) {
  table["sum_rows"] = {sum_rows<float>, sum_rows<double>};
}

}  // namespace fovea::reference
