#include "fovea/kernels/unary.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "fovea/reference/reference.h"

namespace fovea::reference {

namespace {

template <typename Real>
Real value(uint function, Real x, Real a, Real b) {
  switch (function) {
    case unary_absolute:
      return std::abs(x);
    case unary_negative:
      return -x;
    case unary_reciprocal:
      return 1 / x;
    case unary_sqrt:
      return std::sqrt(x);
    case unary_exp:
      return std::exp(x);
    case unary_log:
      return std::log(x);
    case unary_hard_sigmoid:
      return std::clamp<Real>(a * x + b, 0, 1);
    case unary_hard_swish:
      return x * std::clamp<Real>(x / 6 + Real{0.5}, 0, 1);
    case unary_selu:
      return b * (x < 0 ? a * std::expm1(x) : x);
    case unary_celu:
      return x < 0 ? a * std::expm1(x / a) : x;
    case unary_softsign:
      return x / (1 + std::abs(x));
    case unary_thresholded_relu:
      return x <= a ? 0 : x;
    case unary_erf:
      return std::erf(x);
    default:  // mish
      return x * std::tanh(x > 30 ? x : std::log1p(std::exp(x)));
  }
}

template <typename Real>
Real derivative(uint function, Real x, Real a, Real b) {
  switch (function) {
    case unary_absolute:
      return x > 0 ? 1 : x < 0 ? -1 : 0;
    case unary_negative:
      return -1;
    case unary_reciprocal:
      return -1 / (x * x);
    case unary_sqrt:
      return 1 / (2 * std::sqrt(x));
    case unary_exp:
      return std::exp(x);
    case unary_log:
      return 1 / x;
    case unary_hard_sigmoid:
      return a * x + b > 0 && a * x + b < 1 ? a : 0;
    case unary_hard_swish:
      return x <= -3 ? 0 : x >= 3 ? 1 : x / 3 + Real{0.5};
    case unary_selu:
      return b * (x < 0 ? a * std::exp(x) : 1);
    case unary_celu:
      return x < 0 ? std::exp(x / a) : 1;
    case unary_softsign:
      return 1 / ((1 + std::abs(x)) * (1 + std::abs(x)));
    case unary_thresholded_relu:
      return x <= a ? 0 : 1;
    case unary_erf:
      return 2 * std::numbers::inv_sqrtpi_v<Real> * std::exp(-x * x);
    default: {  // mish
      const Real t = std::tanh(x > 30 ? x : std::log1p(std::exp(x)));
      return t + x * (1 - t * t) / (1 + std::exp(-x));
    }
  }
}

template <typename Real>
void unary(const KernelArgs& args) {
  const auto& p = args.params<UnaryParams>();
  const Real a = static_cast<Real>(p.alpha), b = static_cast<Real>(p.beta);
  const Real* x = args.input<Real>(0);
  Real* y = args.output<Real>(0);
  for (size_t i = 0; i < p.count; ++i) y[i] = value(p.function, x[i], a, b);
}

template <typename Real>
void unary_grad(const KernelArgs& args) {
  const auto& p = args.params<UnaryParams>();
  const Real a = static_cast<Real>(p.alpha), b = static_cast<Real>(p.beta);
  const Real* dy = args.input<Real>(0);
  const Real* x = args.input<Real>(1);
  Real* dx = args.output<Real>(0);
  for (size_t i = 0; i < p.count; ++i) dx[i] = dy[i] * derivative(p.function, x[i], a, b);
}

// Other numbers that are rounded besides the result: the exponent, 1 - a for log a, and x itself in
// the activations.
double size_of(uint function, double x, double a, double b) {
  const double y = std::abs(value(function, x, a, b));
  switch (function) {
    case unary_exp:
      return y * (1 + std::abs(x));
    case unary_log:
      return 1 + y;
    case unary_hard_sigmoid:
      return std::abs(a * x) + std::abs(b);
    case unary_hard_swish:
    case unary_selu:
    case unary_celu:
    case unary_softsign:
    case unary_mish:
      return std::abs(x) + y;
    default:
      return y;
  }
}

double size_of_derivative(uint function, double x, double a, double b) {
  const double slope = std::abs(derivative(function, x, a, b));
  switch (function) {
    case unary_exp:
      return slope * (1 + std::abs(x));
    case unary_erf:
      return slope * (1 + x * x);
    case unary_hard_swish:
    case unary_celu:
    case unary_mish:
      return 1 + slope;
    case unary_selu:
      return slope + std::abs(a * b);
    default:
      return slope;
  }
}

void magnitudes(const KernelArgs& args) {
  const auto& p = args.params<UnaryParams>();
  for (size_t i = 0; i < p.count; ++i) {
    args.output<double>(0)[i] = size_of(p.function, args.input<double>(0)[i], p.alpha, p.beta);
  }
}

void grad_magnitudes(const KernelArgs& args) {
  const auto& p = args.params<UnaryParams>();
  for (size_t i = 0; i < p.count; ++i) {
    args.output<double>(0)[i] =
        std::abs(args.input<double>(0)[i]) *
        size_of_derivative(p.function, args.input<double>(1)[i], p.alpha, p.beta);
  }
}

}  // namespace

void register_unary(KernelTable& table) {
  table["unary"] = {unary<float>, unary<double>, magnitudes};
  table["unary_grad"] = {unary_grad<float>, unary_grad<double>, grad_magnitudes};
}

}  // namespace fovea::reference
