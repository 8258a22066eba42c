#include "fovea/kernels/global_average_pool.h"

#include "fovea/reference/reference.h"

namespace fovea::reference {

namespace {

template <typename Real>
void global_average_pool(const KernelArgs& args) {
  const auto& p = args.params<GlobalAveragePoolParams>();
  const Real* x = args.input<Real>(0);
  Real* y = args.output<Real>(0);
  for (size_t n = 0; n < p.batch; ++n) {
    for (size_t c = 0; c < p.channels; ++c) {
      double sum = 0;
      for (size_t i = 0; i < p.pixels; ++i) sum += x[(n * p.pixels + i) * p.channels + c];
      y[n * p.channels + c] = static_cast<Real>(sum / p.pixels);
    }
  }
}

template <typename Real>
void global_average_pool_grad(const KernelArgs& args) {
  const auto& p = args.params<GlobalAveragePoolParams>();
  const Real* dy = args.input<Real>(0);
  Real* dx = args.output<Real>(0);
  for (size_t n = 0; n < p.batch; ++n) {
    for (size_t i = 0; i < p.pixels; ++i) {
      for (size_t c = 0; c < p.channels; ++c) {
        dx[(n * p.pixels + i) * p.channels + c] =
            static_cast<Real>(double{dy[n * p.channels + c]} / p.pixels);
      }
    }
  }
}

}  // namespace

void register_global_average_pool(KernelTable& table) {
  table["global_average_pool"] = {global_average_pool<float>, global_average_pool<double>};
  table["global_average_pool_grad"] = {global_average_pool_grad<float>,
                                       global_average_pool_grad<double>};
}

}  // namespace fovea::reference
