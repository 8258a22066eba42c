#include <algorithm>
#include <cmath>
#include <limits>

#include "backends/reference/reference.h"
#include "framework/kernels/softmax.h"

namespace fovea::reference {

namespace {

template <typename Real>
void log_softmax(const KernelArgs& args) {
  const auto& p = args.params<SoftmaxParams>();
  for (size_t n = 0; n < p.rows; ++n) {
    const Real* x = args.input<Real>(0) + n * p.classes;
    Real* y = args.output<Real>(0) + n * p.classes;
    double maximum = -std::numeric_limits<double>::infinity(), sum = 0;
    for (size_t k = 0; k < p.classes; ++k) maximum = std::max(maximum, double{x[k]});
    for (size_t k = 0; k < p.classes; ++k) sum += std::exp(x[k] - maximum);
    const double log_sum = std::log(sum);
    for (size_t k = 0; k < p.classes; ++k) y[k] = static_cast<Real>(x[k] - maximum - log_sum);
  }
}

template <typename Real>
void log_softmax_grad(const KernelArgs& args) {
  const auto& p = args.params<SoftmaxParams>();
  for (size_t n = 0; n < p.rows; ++n) {
    const Real* dy = args.input<Real>(0) + n * p.classes;
    const Real* y = args.input<Real>(1) + n * p.classes;
    Real* dx = args.output<Real>(0) + n * p.classes;
    double sum = 0;
    for (size_t k = 0; k < p.classes; ++k) sum += double{dy[k]};
    for (size_t k = 0; k < p.classes; ++k) {
      dx[k] = static_cast<Real>(dy[k] - std::exp(double{y[k]}) * sum);
    }
  }
}

}  // namespace

void register_log_softmax(KernelTable& table) {
  table["log_softmax"] = {log_softmax<float>, log_softmax<double>};
  table["log_softmax_grad"] = {log_softmax_grad<float>, log_softmax_grad<double>};
}

}  // namespace fovea::reference
