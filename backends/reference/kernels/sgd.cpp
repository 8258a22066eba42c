#include "fovea/kernels/sgd.h"

#include <cmath>

#include "fovea/reference/reference.h"

namespace fovea::reference {

namespace {

template <typename Real>
void sgd(const KernelArgs& args) {
  const auto& params = args.params<SgdParams>();
  const bool velocity = params.has_velocity;
  const Real momentum = params.momentum, decay = params.weight_decay;
  const Real rate = args.input<Real>(velocity ? 3 : 2)[0];
  const bool finite = args.input<std::int32_t>(velocity ? 4 : 3)[0];
  for (size_t i = 0; i < params.count; ++i) {
    const Real p = args.input<Real>(0)[i];
    const Real g = args.input<Real>(1)[i] + decay * p;
    Real step = g;
    if (velocity) {
      const Real old = args.input<Real>(2)[i];
      const Real v = momentum * old + g;
      step = params.nesterov ? g + momentum * v : v;
      args.output<Real>(1)[i] = finite ? v : old;
    }
    args.output<Real>(0)[i] = finite ? p - rate * step : p;
  }
}

// Like the update, but nothing cancels.
void magnitudes(const KernelArgs& args) {
  const auto& params = args.params<SgdParams>();
  const bool velocity = params.has_velocity;
  const double momentum = std::abs(params.momentum), decay = std::abs(params.weight_decay);
  const double rate = std::abs(args.input<double>(velocity ? 3 : 2)[0]);
  for (size_t i = 0; i < params.count; ++i) {
    const double p = std::abs(args.input<double>(0)[i]);
    const double g = std::abs(args.input<double>(1)[i]) + decay * p;
    double step = g;
    if (velocity) {
      const double v = momentum * std::abs(args.input<double>(2)[i]) + g;
      step = params.nesterov ? g + momentum * v : v;
      args.output<double>(1)[i] = v;
    }
    args.output<double>(0)[i] = p + rate * step;
  }
}

}  // namespace

void register_sgd(KernelTable& table) { table["sgd"] = {sgd<float>, sgd<double>, magnitudes}; }

}  // namespace fovea::reference
