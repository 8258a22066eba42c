#include "fovea/kernels/binary.h"

#include <cmath>

#include "backends/reference/strided_index.h"
#include "fovea/reference/reference.h"

namespace fovea::reference {

namespace {

template <typename Real>
Real value(uint function, Real a, Real b) {
  switch (function) {
    case binary_add:
      return a + b;
    case binary_subtract:
      return a - b;
    case binary_multiply:
      return a * b;
    case binary_divide:
      return a / b;
    case binary_equal:
      return a == b;
    case binary_power:
      return std::pow(a, b);
    case binary_minimum:
      return a < b ? a : a >= b ? b : a + b;
    case binary_maximum:
      return a > b ? a : a <= b ? b : a + b;
    case binary_less:
      return a < b;
    case binary_less_or_equal:
      return a <= b;
    default:  // prelu
      return a < 0 ? b * a : a;
  }
}

template <typename Real>
Real derivative_in_a(uint function, Real a, Real b) {
  switch (function) {
    case binary_power:
      return b == 0 ? 0 : b * std::pow(a, b - 1);
    case binary_minimum:
      return a < b ? 1 : a == b ? Real{0.5} : 0;
    case binary_maximum:
      return a > b ? 1 : a == b ? Real{0.5} : 0;
    default:  // prelu
      return a < 0 ? b : 1;
  }
}

template <typename Real>
Real derivative_in_b(uint function, Real a, Real b) {
  switch (function) {
    case binary_power:
      return a == 0 ? 0 : std::pow(a, b) * std::log(a);
    case binary_minimum:
    case binary_maximum:
      return derivative_in_a(function, b, a);
    default:  // prelu
      return a < 0 ? a : 0;
  }
}

template <typename Real>
void binary(const KernelArgs& args) {
  const auto& p = args.params<BinaryParams>();
  for (size_t i = 0; i < work_size(p).x; ++i) {
    const Real a = args.input<Real>(0)[meets(i, p.rank, p.size, p.a_stride)];
    const Real b = args.input<Real>(1)[meets(i, p.rank, p.size, p.b_stride)];
    args.output<Real>(0)[i] = value(p.function, a, b);
  }
}

template <typename Real>
void binary_grad(const KernelArgs& args) {
  const auto& p = args.params<BinaryParams>();
  for (size_t i = 0; i < work_size(p).x; ++i) {
    const Real a = args.input<Real>(1)[meets(i, p.rank, p.size, p.a_stride)];
    const Real b = args.input<Real>(2)[meets(i, p.rank, p.size, p.b_stride)];
    const Real slope =
        p.side == 0 ? derivative_in_a(p.function, a, b) : derivative_in_b(p.function, a, b);
    args.output<Real>(0)[i] = args.input<Real>(0)[i] * slope;
  }
}

// Other numbers that are rounded besides the result: both numbers of a sum; the exponent of a
// power, b log a.
double exponent(uint function, double a, double b) {
  return function == binary_power && a > 0 ? std::abs(b * std::log(a)) : 0;
}

void magnitudes(const KernelArgs& args) {
  const auto& p = args.params<BinaryParams>();
  const bool sum = p.function == binary_add || p.function == binary_subtract;
  for (size_t i = 0; i < work_size(p).x; ++i) {
    const double a = args.input<double>(0)[meets(i, p.rank, p.size, p.a_stride)];
    const double b = args.input<double>(1)[meets(i, p.rank, p.size, p.b_stride)];
    args.output<double>(0)[i] =
        sum ? std::abs(a) + std::abs(b)
            : std::abs(value(p.function, a, b)) * (1 + exponent(p.function, a, b));
  }
}

void grad_magnitudes(const KernelArgs& args) {
  const auto& p = args.params<BinaryParams>();
  binary_grad<double>(args);
  for (size_t i = 0; i < work_size(p).x; ++i) {
    const double a = args.input<double>(1)[meets(i, p.rank, p.size, p.a_stride)];
    const double b = args.input<double>(2)[meets(i, p.rank, p.size, p.b_stride)];
    double& size = args.output<double>(0)[i];
    size = std::abs(size) * (1 + exponent(p.function, a, b));
    if (p.function == binary_power && p.side == 1) {  // its logarithm may be near 0
      size += std::abs(args.input<double>(0)[i] * value(p.function, a, b));
    }
  }
}

}  // namespace

void register_binary(KernelTable& table) {
  table["binary"] = {binary<float>, binary<double>, magnitudes};
  table["binary_grad"] = {binary_grad<float>, binary_grad<double>, grad_magnitudes};
}

}  // namespace fovea::reference
