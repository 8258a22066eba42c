#include "fovea/kernels/softmax_cross_entropy.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "backends/reference/magnitudes.h"
#include "fovea/reference/reference.h"

namespace fovea::reference {

namespace {

// log softmax(x)[k] = x[k] - maximum - log_sum
struct LogSoftmax {
  template <typename Real>
  LogSoftmax(const Real* x, uint classes) {
    for (uint k = 0; k < classes; ++k) maximum = std::max(maximum, double{x[k]});
    double sum = 0;
    for (uint k = 0; k < classes; ++k) sum += std::exp(x[k] - maximum);
    log_sum = std::log(sum);
  }
  double operator()(double x) const { return x - maximum - log_sum; }
  double maximum = -std::numeric_limits<double>::infinity(), log_sum;
};

bool valid(std::int32_t label, uint classes) {
  return label >= 0 && static_cast<uint>(label) < classes;
}

template <typename Real>
void softmax_cross_entropy(const KernelArgs& args) {
  const auto& p = args.params<SoftmaxCrossEntropyParams>();
  const std::int32_t* label = args.input<std::int32_t>(1);
  Real* loss = args.output<Real>(0);
  for (size_t n = 0; n < p.rows; ++n) {
    const Real* x = args.input<Real>(0) + n * p.classes;
    if (!valid(label[n], p.classes)) {
      loss[n] = std::numeric_limits<Real>::quiet_NaN();
      continue;
    }
    const LogSoftmax log_softmax(x, p.classes);
    double sum = (1 - double{p.smoothing}) * log_softmax(x[label[n]]);
    if (p.smoothing > 0) {
      for (uint k = 0; k < p.classes; ++k) {
        sum += double{p.smoothing} / p.classes * log_softmax(x[k]);
      }
    }
    loss[n] = static_cast<Real>(-sum);
  }
}

template <typename Real>
void softmax_cross_entropy_grad(const KernelArgs& args) {
  const auto& p = args.params<SoftmaxCrossEntropyParams>();
  const std::int32_t* label = args.input<std::int32_t>(1);
  const Real* dloss = args.input<Real>(2);
  for (size_t n = 0; n < p.rows; ++n) {
    const Real* x = args.input<Real>(0) + n * p.classes;
    Real* dx = args.output<Real>(0) + n * p.classes;
    const LogSoftmax log_softmax(x, p.classes);
    for (uint k = 0; k < p.classes; ++k) {
      const double hot = label[n] == static_cast<std::int32_t>(k) ? 1 : 0;
      const double target = (1 - double{p.smoothing}) * hot + double{p.smoothing} / p.classes;
      const double d = valid(label[n], p.classes) ? std::exp(log_softmax(x[k])) - target
                                                  : std::numeric_limits<double>::quiet_NaN();
      dx[k] = static_cast<Real>(d * dloss[n]);
    }
  }
}

// Like the loss, but with the numbers that log_softmax subtracts; a sum of exponentials is
// at least 1.
void magnitudes(const KernelArgs& args) {
  const auto& p = args.params<SoftmaxCrossEntropyParams>();
  for (size_t n = 0; n < p.rows; ++n) {
    const double* x = args.input<double>(0) + n * p.classes;
    const LogSoftmax log_softmax(x, p.classes);
    const std::int32_t label = args.input<std::int32_t>(1)[n];
    double sum = 0;
    for (uint k = 0; k < p.classes; ++k) {
      const double hot = label == static_cast<std::int32_t>(k) ? 1 : 0;
      const double weight = (1 - double{p.smoothing}) * hot + double{p.smoothing} / p.classes;
      sum += weight *
             (1 + row_sum(p.classes) + std::abs(x[k] - log_softmax.maximum) + log_softmax.log_sum);
    }
    args.output<double>(0)[n] = sum;
  }
}

// softmax and target separately: their difference may be 0
void grad_magnitudes(const KernelArgs& args) {
  const auto& p = args.params<SoftmaxCrossEntropyParams>();
  for (size_t n = 0; n < p.rows; ++n) {
    const double* x = args.input<double>(0) + n * p.classes;
    const LogSoftmax log_softmax(x, p.classes);
    const std::int32_t label = args.input<std::int32_t>(1)[n];
    for (uint k = 0; k < p.classes; ++k) {
      const double hot = label == static_cast<std::int32_t>(k) ? 1 : 0;
      const double target = (1 - double{p.smoothing}) * hot + double{p.smoothing} / p.classes;
      const double softmax = std::exp(log_softmax(x[k]));
      args.output<double>(0)[n * p.classes + k] =
          (softmax * (1 + row_sum(p.classes) + log_softmax.maximum - x[k]) + target) *
          std::abs(args.input<double>(2)[n]);
    }
  }
}

}  // namespace

void register_softmax_cross_entropy(KernelTable& table) {
  table["softmax_cross_entropy"] = {softmax_cross_entropy<float>, softmax_cross_entropy<double>,
                                    magnitudes};
  table["softmax_cross_entropy_grad"] = {softmax_cross_entropy_grad<float>,
                                         softmax_cross_entropy_grad<double>, grad_magnitudes};
}

}  // namespace fovea::reference
