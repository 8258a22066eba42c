#include "fovea/kernels/local_response_norm.h"

#include <algorithm>
#include <cmath>

#include "fovea/reference/reference.h"

namespace fovea::reference {

namespace {

// The sum of f(j) over the channels from c - before to c + after.
template <typename F>
double sum_around(std::int64_t c, std::int64_t before, std::int64_t after, std::int64_t channels,
                  F&& f) {
  double sum = 0;
  const std::int64_t last = std::min(c + after, channels - 1);
  for (std::int64_t j = std::max<std::int64_t>(c - before, 0); j <= last; ++j) sum += f(j);
  return sum;
}

template <typename Real>
double base(const LocalResponseNormParams& p, const Real* x, std::int64_t c) {
  const double sum = sum_around(c, (p.size - 1) / 2, p.size / 2, p.channels,
                                [&](std::int64_t j) { return double{x[j]} * double{x[j]}; });
  return double{p.k} + double{p.alpha} / p.size * sum;
}

template <typename Real>
void local_response_norm(const KernelArgs& args) {
  const auto& p = args.params<LocalResponseNormParams>();
  for (std::int64_t row = 0; row < p.rows; ++row) {
    const Real* x = args.input<Real>(0) + row * p.channels;
    Real* y = args.output<Real>(0) + row * p.channels;
    for (std::int64_t c = 0; c < p.channels; ++c) {
      y[c] = static_cast<Real>(x[c] * std::pow(base(p, x, c), -double{p.beta}));
    }
  }
}

template <typename Real>
void local_response_norm_grad(const KernelArgs& args) {
  const auto& p = args.params<LocalResponseNormParams>();
  const double beta = double{p.beta}, factor = 2 * double{p.alpha} * beta / p.size;
  for (std::int64_t row = 0; row < p.rows; ++row) {
    const Real* dy = args.input<Real>(0) + row * p.channels;
    const Real* x = args.input<Real>(1) + row * p.channels;
    Real* dx = args.output<Real>(0) + row * p.channels;
    for (std::int64_t c = 0; c < p.channels; ++c) {
      const double sum =
          sum_around(c, p.size / 2, (p.size - 1) / 2, p.channels, [&](std::int64_t j) {
            return double{dy[j]} * double{x[j]} * std::pow(base(p, x, j), -beta - 1);
          });
      const double direct = double{dy[c]} * std::pow(base(p, x, c), -beta);
      dx[c] = static_cast<Real>(direct - factor * double{x[c]} * sum);
    }
  }
}

// Like the gradient, but nothing cancels.
void grad_magnitudes(const KernelArgs& args) {
  const auto& p = args.params<LocalResponseNormParams>();
  const double beta = double{p.beta}, factor = std::abs(2 * double{p.alpha} * beta / p.size);
  for (std::int64_t row = 0; row < p.rows; ++row) {
    const double* dy = args.input<double>(0) + row * p.channels;
    const double* x = args.input<double>(1) + row * p.channels;
    for (std::int64_t c = 0; c < p.channels; ++c) {
      const double sum =
          sum_around(c, p.size / 2, (p.size - 1) / 2, p.channels, [&](std::int64_t j) {
            return std::abs(dy[j] * x[j]) * std::pow(base(p, x, j), -beta - 1);
          });
      args.output<double>(0)[row * p.channels + c] =
          std::abs(dy[c]) * std::pow(base(p, x, c), -beta) + factor * std::abs(x[c]) * sum;
    }
  }
}

}  // namespace

void register_local_response_norm(KernelTable& table) {
  table["local_response_norm"] = {local_response_norm<float>, local_response_norm<double>};
  table["local_response_norm_grad"] = {local_response_norm_grad<float>,
                                       local_response_norm_grad<double>, grad_magnitudes};
}

}  // namespace fovea::reference
