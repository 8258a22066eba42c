#include "fovea/kernels/concat.h"

#include <algorithm>

#include "fovea/reference/reference.h"

namespace fovea::reference {

namespace {

template <typename Real>
void concat(const KernelArgs& args) {
  const auto& p = args.params<ConcatParams>();
  Real* y = args.output<Real>(0);
  for (size_t row = 0; row < p.rows; ++row) {
    for (size_t k = 0; k < p.count; ++k) {
      y = std::copy_n(args.input<Real>(k) + row * p.length[k], p.length[k], y);
    }
  }
}

template <typename Real>
void concat_grad(const KernelArgs& args) {
  const auto& p = args.params<ConcatParams>();
  const Real* dy = args.input<Real>(0);
  for (size_t row = 0; row < p.rows; ++row) {
    for (size_t k = 0; k < p.count; ++k) {
      std::copy_n(dy, p.length[k], args.output<Real>(k) + row * p.length[k]);
      dy += p.length[k];
    }
  }
}

}  // namespace

void register_concat(KernelTable& table) {
  table["concat"] = {concat<float>, concat<double>};
  table["concat_grad"] = {concat_grad<float>, concat_grad<double>};
}

}  // namespace fovea::reference
