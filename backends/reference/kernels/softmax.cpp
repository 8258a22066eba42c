#include "fovea/kernels/softmax.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "backends/reference/magnitudes.h"
#include "fovea/reference/reference.h"

namespace fovea::reference {

namespace {

template <typename Real>
void softmax(const KernelArgs& args) {
  const auto& p = args.params<SoftmaxParams>();
  for (size_t n = 0; n < p.rows; ++n) {
    const Real* x = args.input<Real>(0) + n * p.classes;
    Real* y = args.output<Real>(0) + n * p.classes;
    double maximum = -std::numeric_limits<double>::infinity(), sum = 0;
    for (size_t k = 0; k < p.classes; ++k) maximum = std::max(maximum, double{x[k]});
    for (size_t k = 0; k < p.classes; ++k) sum += std::exp(x[k] - maximum);
    for (size_t k = 0; k < p.classes; ++k) {
      y[k] = static_cast<Real>(std::exp(x[k] - maximum) / sum);
    }
  }
}

template <typename Real>
void softmax_grad(const KernelArgs& args) {
  const auto& p = args.params<SoftmaxParams>();
  for (size_t n = 0; n < p.rows; ++n) {
    const Real* dy = args.input<Real>(0) + n * p.classes;
    const Real* y = args.input<Real>(1) + n * p.classes;
    Real* dx = args.output<Real>(0) + n * p.classes;
    double sum = 0;
    for (size_t k = 0; k < p.classes; ++k) sum += double{dy[k]} * double{y[k]};
    for (size_t k = 0; k < p.classes; ++k) dx[k] = static_cast<Real>(y[k] * (dy[k] - sum));
  }
}

// An exponential is as exact as its exponent.
void magnitudes(const KernelArgs& args) {
  const auto& p = args.params<SoftmaxParams>();
  softmax<double>(args);
  for (size_t n = 0; n < p.rows; ++n) {
    const double* x = args.input<double>(0) + n * p.classes;
    double* y = args.output<double>(0) + n * p.classes;
    const double maximum = *std::max_element(x, x + p.classes);
    for (size_t k = 0; k < p.classes; ++k)
      y[k] *= 1 + std::abs(x[k] - maximum) + row_sum(p.classes);
  }
}

// y * (dy - sum)
void grad_magnitudes(const KernelArgs& args) {
  const auto& p = args.params<SoftmaxParams>();
  for (size_t n = 0; n < p.rows; ++n) {
    const double* dy = args.input<double>(0) + n * p.classes;
    const double* y = args.input<double>(1) + n * p.classes;
    double sum = 0;
    for (size_t k = 0; k < p.classes; ++k) sum += std::abs(dy[k] * y[k]);
    for (size_t k = 0; k < p.classes; ++k) {
      args.output<double>(0)[n * p.classes + k] =
          std::abs(y[k]) * (std::abs(dy[k]) + sum * (1 + row_sum(p.classes)));
    }
  }
}

}  // namespace

void register_softmax(KernelTable& table) {
  table["softmax"] = {softmax<float>, softmax<double>, magnitudes};
  table["softmax_grad"] = {softmax_grad<float>, softmax_grad<double>, grad_magnitudes};
}

}  // namespace fovea::reference
