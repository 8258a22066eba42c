#include "fovea/kernels/batch_norm.h"

#include <cmath>

#include "fovea/reference/reference.h"

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

// x - mean can cancel; an error of the mean is in every result.
void train_magnitudes(const KernelArgs& args) {
  const auto& p = args.params<BatchNormParams>();
  batch_norm_train<double>(args);
  for (size_t c = 0; c < p.channels; ++c) {
    double size = 0;
    for (size_t r = 0; r < p.rows; ++r) size += std::abs(args.input<double>(0)[r * p.channels + c]);
    size /= p.rows;
    const double inverse = args.output<double>(2)[c], off = 1 + size * inverse;
    const double scale = std::abs(args.input<double>(1)[c]);
    for (size_t r = 0; r < p.rows; ++r) {
      const size_t i = r * p.channels + c;
      const double centred = std::abs(args.input<double>(0)[i]) + size;
      args.output<double>(0)[i] =
          centred * inverse * off * scale + std::abs(args.input<double>(2)[c]);
    }
    args.output<double>(1)[c] = size;
    args.output<double>(2)[c] *= off;
    args.output<double>(3)[c] *= off;
  }
}

void train_grad_magnitudes(const KernelArgs& args) {
  const auto& p = args.params<BatchNormParams>();
  const size_t channels = p.channels;
  for (size_t c = 0; c < channels; ++c) {
    const double mean = std::abs(args.input<double>(3)[c]), inverse = args.input<double>(4)[c];
    const auto dy = [&](size_t r) { return std::abs(args.input<double>(0)[r * channels + c]); };
    const auto normalized = [&](size_t r) {
      return (std::abs(args.input<double>(1)[r * channels + c]) + mean) * inverse;
    };
    double dscale = 0, dbias = 0;
    for (size_t r = 0; r < p.rows; ++r) {
      dbias += dy(r);
      dscale += dy(r) * normalized(r);
    }
    for (size_t r = 0; r < p.rows; ++r) {
      args.output<double>(0)[r * channels + c] =
          std::abs(args.input<double>(2)[c]) * inverse *
          (dy(r) + (dbias + normalized(r) * dscale) / p.rows);
    }
    args.output<double>(1)[c] = dscale;
    args.output<double>(2)[c] = dbias;
  }
}

void fold_magnitudes(const KernelArgs& args) {
  batch_norm_fold<double>(args);
  for (size_t c = 0; c < args.params<BatchNormParams>().channels; ++c) {
    const double a = args.output<double>(0)[c];
    args.output<double>(1)[c] =
        std::abs(args.input<double>(1)[c]) + std::abs(args.input<double>(2)[c] * a);
  }
}

void fold_grad_magnitudes(const KernelArgs& args) {
  const auto& p = args.params<BatchNormParams>();
  for (size_t c = 0; c < p.channels; ++c) {
    const auto size = [&](size_t k) { return std::abs(args.input<double>(k)[c]); };
    const double inverse = 1 / std::sqrt(args.input<double>(4)[c] + p.epsilon);
    const double dscale = (size(0) + size(1) * size(3)) * inverse;
    args.output<double>(0)[c] = dscale;
    args.output<double>(1)[c] = size(1);
    args.output<double>(2)[c] = size(2) * inverse * size(1);
    args.output<double>(3)[c] = size(2) * dscale * inverse * inverse / 2;
  }
}

}  // namespace

void register_batch_norm(KernelTable& table) {
  table["batch_norm_train"] = {batch_norm_train<float>, batch_norm_train<double>, train_magnitudes};
  table["batch_norm_train_grad"] = {batch_norm_train_grad<float>, batch_norm_train_grad<double>,
                                    train_grad_magnitudes};
  table["batch_norm_fold"] = {batch_norm_fold<float>, batch_norm_fold<double>, fold_magnitudes};
  table["batch_norm_fold_grad"] = {batch_norm_fold_grad<float>, batch_norm_fold_grad<double>,
                                   fold_grad_magnitudes};
}

}  // namespace fovea::reference
