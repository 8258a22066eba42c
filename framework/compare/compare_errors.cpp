#include "framework/compare/compare_errors.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "fovea/core/half.h"

namespace fovea {

namespace {

size_t count_of(const Tensor& tensor) { return static_cast<size_t>(tensor.shape().count()); }

// 0 for the same number or two NaNs; infinite if only one is finite.
double distance(double a, double b) {
  if (a == b || (std::isnan(a) && std::isnan(b))) return 0;
  return std::isfinite(a - b) ? std::abs(a - b) : INFINITY;
}

// The error of a sum of this many terms, relative to its magnitude; 0 if it is as exact as a
// float can be.
double relative_error(double truth, double value, double magnitude, double terms, DType stored) {
  const bool half = stored == DType::f16;
  // Devices may replace smaller floats by 0, also each term of a sum; halves have steps of 2^-24.
  const double least = half ? 0x1p-25 : terms * double{std::numeric_limits<float>::min()};
  const float rounded = static_cast<float>(truth);  // also to infinity
  if (double{half ? to_float(to_half(rounded)) : rounded} == value) return 0;
  const double error = distance(truth, value);
  const double size = std::max(std::isfinite(magnitude) ? magnitude : 0, std::abs(truth));
  return error <= least ? 0 : error / size;
}

}  // namespace

double element(const Tensor& tensor, size_t i) {
  switch (tensor.dtype()) {
    case DType::f32:
      return double{tensor.as<float>()[i]};
    case DType::f64:
      return tensor.as<double>()[i];
    case DType::i32:
      return tensor.as<std::int32_t>()[i];
    case DType::f16:
      return double{to_float(tensor.as<Half>()[i])};
    default:
      return std::to_integer<int>(tensor.bytes()[i]);
  }
}

double whole_error(const Tensor& truth, const Tensor& value) {
  double error = 0, largest = 0;
  for (size_t i = 0; i < count_of(truth); ++i) {
    const double a = element(truth, i);
    if (std::isfinite(a)) largest = std::max(largest, std::abs(a));
    error = std::max(error, distance(a, element(value, i)));
  }
  return error > 0 ? error / largest : 0;
}

void compare_output(NodeComparison& node, size_t k, double terms, double input_rounding,
                    const Tensor& truth, const Tensor& magnitudes, const Tensor& value) {
  const bool real = truth.dtype() == DType::f64;
  const double allowed = real ? allowed_error(terms, value.dtype()) + input_rounding : 0;
  double worst = allowed;
  node.allowed = std::max(node.allowed, allowed);
  for (size_t i = 0; i < count_of(truth); ++i) {
    const double a = element(truth, i), b = element(value, i);
    const double magnitude = real ? element(magnitudes, i) : 1;
    const double relative = relative_error(a, b, magnitude, terms, value.dtype());
    if (relative > 0) node.absolute = std::max(node.absolute, distance(a, b));
    node.relative = std::max(node.relative, relative);
    if (relative <= worst) continue;
    worst = relative;
    node.fault = fmt::format("output {}, element {}: {:.9g}, not {:.9g}", k, i, b, a);
  }
}

}  // namespace fovea
