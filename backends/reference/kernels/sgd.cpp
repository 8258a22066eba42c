#include "framework/kernels/sgd.h"

#include "backends/reference/reference.h"

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

}  // namespace

void register_sgd(KernelTable& table) { table["sgd"] = {sgd<float>, sgd<double>}; }

}  // namespace fovea::reference
