#include <cmath>

#include "backends/reference/magnitudes.h"
#include "fovea/kernels/layer_norm.h"
#include "fovea/reference/reference.h"

namespace fovea::reference {

namespace {

template <typename Real>
double inverse_of(const LayerNormParams& p, const Real* x) {
  double squares = 0;
  for (size_t c = 0; c < p.size; ++c) squares += double{x[c]} * double{x[c]};
  return 1 / std::sqrt(squares / p.size + p.epsilon);
}

template <typename Real>
double scale_of(const KernelArgs& args, size_t input, size_t c) {
  return args.params<LayerNormParams>().scaled ? double{args.input<Real>(input)[c]} : 1.0;
}

template <typename Real>
void rms_norm(const KernelArgs& args) {
  const auto& p = args.params<LayerNormParams>();
  for (size_t r = 0; r < p.rows; ++r) {
    const Real* x = args.input<Real>(0) + r * p.size;
    const double inverse = inverse_of(p, x);
    for (size_t c = 0; c < p.size; ++c) {
      args.output<Real>(0)[r * p.size + c] =
          static_cast<Real>(x[c] * inverse * scale_of<Real>(args, 1, c));
    }
  }
}

// With absolute values of dy and scale, and `sign` 1 instead of -1, nothing cancels.
template <typename Real>
void gradient(const KernelArgs& args, double sign, double more) {
  const auto& p = args.params<LayerNormParams>();
  std::vector<double> dscale(p.size);
  for (size_t r = 0; r < p.rows; ++r) {
    const Real* dy = args.input<Real>(0) + r * p.size;
    const Real* x = args.input<Real>(1) + r * p.size;
    Real* dx = args.output<Real>(0) + r * p.size;
    const double inverse = inverse_of(p, x);
    double product = 0;
    for (size_t c = 0; c < p.size; ++c) {
      const double n = x[c] * inverse;
      product += dy[c] * scale_of<Real>(args, 2, c) * n;
      dscale[c] += dy[c] * n * more;
    }
    for (size_t c = 0; c < p.size; ++c) {
      const double g = dy[c] * scale_of<Real>(args, 2, c);
      dx[c] = static_cast<Real>(inverse * (g + sign * x[c] * inverse * product / p.size) * more);
    }
  }
  for (size_t c = 0; p.scaled && c < p.size; ++c) {
    args.output<Real>(1)[c] = static_cast<Real>(dscale[c]);
  }
}

template <typename Real>
void rms_norm_grad(const KernelArgs& args) {
  gradient<Real>(args, -1, 1);
}

void magnitudes(const KernelArgs& args) {
  const auto& p = args.params<LayerNormParams>();
  on_absolutes(args, rms_norm<double>);
  for (size_t i = 0; i < size_t{p.rows} * p.size; ++i) {
    args.output<double>(0)[i] *= 1 + row_sum(p.size);
  }
}

void grad_magnitudes(const KernelArgs& args) {
  const double more = 1 + row_sum(args.params<LayerNormParams>().size);
  on_absolutes(args, [&](const KernelArgs& absolutes) { gradient<double>(absolutes, 1, more); });
}

}  // namespace

void register_rms_norm(KernelTable& table) {
  table["rms_norm"] = {rms_norm<float>, rms_norm<double>, magnitudes};
  table["rms_norm_grad"] = {rms_norm_grad<float>, rms_norm_grad<double>, grad_magnitudes};
}

}  // namespace fovea::reference
