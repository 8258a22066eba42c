#include "fovea/kernels/layer_norm.h"

#include <cmath>

#include "backends/reference/magnitudes.h"
#include "fovea/reference/reference.h"

namespace fovea::reference {

namespace {

struct Statistics {
  double mean = 0, inverse = 0;
};

template <typename Real>
Statistics statistics(const LayerNormParams& p, const Real* x) {
  double sum = 0, squares = 0;
  for (size_t c = 0; c < p.size; ++c) sum += x[c];
  const double mean = sum / p.size;
  for (size_t c = 0; c < p.size; ++c) squares += (x[c] - mean) * (x[c] - mean);
  return {mean, 1 / std::sqrt(squares / p.size + p.epsilon)};
}

template <typename Real>
double scale_of(const KernelArgs& args, size_t input, size_t c) {
  return args.params<LayerNormParams>().scaled ? double{args.input<Real>(input)[c]} : 1.0;
}

template <typename Real>
void layer_norm(const KernelArgs& args) {
  const auto& p = args.params<LayerNormParams>();
  const Real* bias = p.biased ? args.input<Real>(1 + p.scaled) : nullptr;
  for (size_t r = 0; r < p.rows; ++r) {
    const Real* x = args.input<Real>(0) + r * p.size;
    Real* y = args.output<Real>(0) + r * p.size;
    const auto [mean, inverse] = statistics(p, x);
    for (size_t c = 0; c < p.size; ++c) {
      const double scaled = (x[c] - mean) * inverse * scale_of<Real>(args, 1, c);
      y[c] = static_cast<Real>(scaled + (bias ? double{bias[c]} : 0.0));
    }
  }
}

template <typename Real>
void layer_norm_grad(const KernelArgs& args) {
  const auto& p = args.params<LayerNormParams>();
  std::vector<double> dscale(p.size), dbias(p.size);
  for (size_t r = 0; r < p.rows; ++r) {
    const Real* dy = args.input<Real>(0) + r * p.size;
    const Real* x = args.input<Real>(1) + r * p.size;
    Real* dx = args.output<Real>(0) + r * p.size;
    const auto [mean, inverse] = statistics(p, x);
    double sum = 0, product = 0;
    for (size_t c = 0; c < p.size; ++c) {
      const double n = (x[c] - mean) * inverse, g = dy[c] * scale_of<Real>(args, 2, c);
      sum += g;
      product += g * n;
      dscale[c] += dy[c] * n;
      dbias[c] += dy[c];
    }
    for (size_t c = 0; c < p.size; ++c) {
      const double n = (x[c] - mean) * inverse, g = dy[c] * scale_of<Real>(args, 2, c);
      dx[c] = static_cast<Real>(inverse * (g - (sum + n * product) / p.size));
    }
  }
  for (size_t c = 0; c < p.size; ++c) {
    if (p.scaled) args.output<Real>(1)[c] = static_cast<Real>(dscale[c]);
    if (p.biased) args.output<Real>(1 + p.scaled)[c] = static_cast<Real>(dbias[c]);
  }
}

// The size of a row's numbers, and the factor by which the deviation makes errors of the
// mean larger.
struct RowMagnitudes {
  double mean = 0, inverse = 0, off = 0;
};

RowMagnitudes sizes(const LayerNormParams& p, const double* x) {
  RowMagnitudes row;
  for (size_t c = 0; c < p.size; ++c) row.mean += std::abs(x[c]) / p.size;
  row.inverse = statistics(p, x).inverse;
  row.off = 1 + row.mean * row.inverse + row_sum(p.size);
  return row;
}

// x - mean can cancel; an error of the mean is in every result.
void magnitudes(const KernelArgs& args) {
  const auto& p = args.params<LayerNormParams>();
  for (size_t r = 0; r < p.rows; ++r) {
    const double* x = args.input<double>(0) + r * p.size;
    const auto [mean, inverse, off] = sizes(p, x);
    for (size_t c = 0; c < p.size; ++c) {
      const double bias = p.biased ? std::abs(args.input<double>(1 + p.scaled)[c]) : 0;
      args.output<double>(0)[r * p.size + c] =
          (std::abs(x[c]) + mean) * inverse * off * std::abs(scale_of<double>(args, 1, c)) + bias;
    }
  }
}

void grad_magnitudes(const KernelArgs& args) {
  const auto& p = args.params<LayerNormParams>();
  std::vector<double> dscale(p.size), dbias(p.size);
  for (size_t r = 0; r < p.rows; ++r) {
    const double* dy = args.input<double>(0) + r * p.size;
    const double* x = args.input<double>(1) + r * p.size;
    const RowMagnitudes row = sizes(p, x);
    double sum = 0, product = 0;
    const auto n = [&](size_t c) { return (std::abs(x[c]) + row.mean) * row.inverse; };
    const auto g = [&](size_t c) { return std::abs(dy[c] * scale_of<double>(args, 2, c)); };
    for (size_t c = 0; c < p.size; ++c) {
      sum += g(c);
      product += g(c) * n(c);
      dscale[c] += std::abs(dy[c]) * n(c) * row.off;
      dbias[c] += std::abs(dy[c]);
    }
    for (size_t c = 0; c < p.size; ++c) {
      args.output<double>(0)[r * p.size + c] =
          row.inverse * row.off * (g(c) + (sum + n(c) * product) / p.size);
    }
  }
  for (size_t c = 0; c < p.size; ++c) {
    if (p.scaled) args.output<double>(1)[c] = dscale[c];
    if (p.biased) args.output<double>(1 + p.scaled)[c] = dbias[c];
  }
}

}  // namespace

void register_layer_norm(KernelTable& table) {
  table["layer_norm"] = {layer_norm<float>, layer_norm<double>, magnitudes};
  table["layer_norm_grad"] = {layer_norm_grad<float>, layer_norm_grad<double>, grad_magnitudes};
}

}  // namespace fovea::reference
