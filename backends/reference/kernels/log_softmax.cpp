#include <algorithm>
#include <cmath>
#include <limits>

#include "backends/reference/magnitudes.h"
#include "fovea/kernels/softmax.h"
#include "fovea/reference/reference.h"

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

// x - maximum - log_sum; the sum of exponentials is at least 1
void magnitudes(const KernelArgs& args) {
  const auto& p = args.params<SoftmaxParams>();
  log_softmax<double>(args);
  for (size_t n = 0; n < p.rows; ++n) {
    const double* x = args.input<double>(0) + n * p.classes;
    double* y = args.output<double>(0) + n * p.classes;
    const double maximum = *std::max_element(x, x + p.classes);
    for (size_t k = 0; k < p.classes; ++k)
      y[k] = 1 + row_sum(p.classes) + std::abs(y[k]) + std::abs(x[k] - maximum);
  }
}

// dy - e^y * sum; e^y is as exact as y
void grad_magnitudes(const KernelArgs& args) {
  const auto& p = args.params<SoftmaxParams>();
  for (size_t n = 0; n < p.rows; ++n) {
    const double* dy = args.input<double>(0) + n * p.classes;
    const double* y = args.input<double>(1) + n * p.classes;
    double sum = 0;
    for (size_t k = 0; k < p.classes; ++k) sum += std::abs(dy[k]);
    for (size_t k = 0; k < p.classes; ++k) {
      args.output<double>(0)[n * p.classes + k] =
          std::abs(dy[k]) + std::exp(y[k]) * (1 + std::abs(y[k]) + row_sum(p.classes)) * sum;
    }
  }
}

}  // namespace

void register_log_softmax(KernelTable& table) {
  table["log_softmax"] = {log_softmax<float>, log_softmax<double>, magnitudes};
  table["log_softmax_grad"] = {log_softmax_grad<float>, log_softmax_grad<double>, grad_magnitudes};
}

}  // namespace fovea::reference
