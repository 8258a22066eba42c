#include "framework/kernels/batch_norm.h"

#include <cmath>

#include "backends/reference/reference.h"

namespace fovea::reference {

namespace {

template <typename Real>
void batch_norm_train(const KernelArgs& args) {
  const auto& p = args.params<BatchNormParams>();
  const Real* x = args.input<Real>(0);
  const Real* scale = args.input<Real>(1);
  const Real* bias = args.input<Real>(2);
  Real* y = args.output<Real>(0);
  const size_t rows = p.rows, channels = p.channels;
  for (size_t c = 0; c < channels; ++c) {
    double sum = 0, squares = 0;
    for (size_t r = 0; r < rows; ++r) sum += x[r * channels + c];
    const double mean = sum / p.rows;
    for (size_t r = 0; r < rows; ++r) squares += std::pow(x[r * channels + c] - mean, 2);
    const double inverse = 1 / std::sqrt(squares / p.rows + p.epsilon);
    for (size_t r = 0; r < rows; ++r) {
      const double normalized = (x[r * channels + c] - mean) * inverse;
      y[r * channels + c] = static_cast<Real>(normalized * scale[c] + bias[c]);
    }
    args.output<Real>(1)[c] = static_cast<Real>(mean);
    args.output<Real>(2)[c] = static_cast<Real>(inverse);
    args.output<Real>(3)[c] = static_cast<Real>(squares / (p.rows > 1 ? p.rows - 1 : 1));
  }
}

template <typename Real>
void batch_norm_train_grad(const KernelArgs& args) {
  const auto& p = args.params<BatchNormParams>();
  const Real* dy = args.input<Real>(0);
  const Real* x = args.input<Real>(1);
  const Real* scale = args.input<Real>(2);
  const Real* mean = args.input<Real>(3);
  const Real* inverse = args.input<Real>(4);
  Real* dx = args.output<Real>(0);
  const size_t rows = p.rows, channels = p.channels;
  for (size_t c = 0; c < channels; ++c) {
    const auto normalized = [&](size_t r) {
      return (double{x[r * channels + c]} - mean[c]) * inverse[c];
    };
    double dscale = 0, dbias = 0;
    for (size_t r = 0; r < rows; ++r) {
      dbias += dy[r * channels + c];
      dscale += dy[r * channels + c] * normalized(r);
    }
    for (size_t r = 0; r < rows; ++r) {
      const double centred = dy[r * channels + c] - (dbias + normalized(r) * dscale) / p.rows;
      dx[r * channels + c] = static_cast<Real>(double{scale[c]} * inverse[c] * centred);
    }
    args.output<Real>(1)[c] = static_cast<Real>(dscale);
    args.output<Real>(2)[c] = static_cast<Real>(dbias);
  }
}

template <typename Real>
void batch_norm_fold(const KernelArgs& args) {
  const auto& p = args.params<BatchNormParams>();
  for (size_t c = 0; c < p.channels; ++c) {
    const double deviation = std::sqrt(double{args.input<Real>(3)[c]} + p.epsilon);
    const double a = args.input<Real>(0)[c] / deviation;
    args.output<Real>(0)[c] = static_cast<Real>(a);
    args.output<Real>(1)[c] =
        static_cast<Real>(args.input<Real>(1)[c] - args.input<Real>(2)[c] * a);
  }
}

template <typename Real>
void batch_norm_fold_grad(const KernelArgs& args) {
  const auto& p = args.params<BatchNormParams>();
  for (size_t c = 0; c < p.channels; ++c) {
    const double da = args.input<Real>(0)[c], db = args.input<Real>(1)[c];
    const double scale = args.input<Real>(2)[c], mean = args.input<Real>(3)[c];
    const double inverse = 1 / std::sqrt(double{args.input<Real>(4)[c]} + p.epsilon);
    const double dscale = (da - db * mean) * inverse;
    args.output<Real>(0)[c] = static_cast<Real>(dscale);
    args.output<Real>(1)[c] = static_cast<Real>(db);
    args.output<Real>(2)[c] = static_cast<Real>(-scale * inverse * db);
    args.output<Real>(3)[c] = static_cast<Real>(-scale * dscale * inverse * inverse / 2);
  }
}

}  // namespace

void register_batch_norm(KernelTable& table) {
  table["batch_norm_train"] = {batch_norm_train<float>, batch_norm_train<double>};
  table["batch_norm_train_grad"] = {batch_norm_train_grad<float>, batch_norm_train_grad<double>};
  table["batch_norm_fold"] = {batch_norm_fold<float>, batch_norm_fold<double>};
  table["batch_norm_fold_grad"] = {batch_norm_fold_grad<float>, batch_norm_fold_grad<double>};
}

}  // namespace fovea::reference
