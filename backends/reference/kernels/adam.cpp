#include "fovea/kernels/adam.h"

#include <cmath>

#include "fovea/reference/reference.h"

namespace fovea::reference {

namespace {

template <typename Real>
void adam(const KernelArgs& args) {
  const auto& params = args.params<AdamParams>();
  const double beta1 = params.beta1, beta2 = params.beta2, decay = params.weight_decay;
  const double rate = args.input<Real>(4)[0];
  const bool finite = args.input<std::int32_t>(5)[0];
  const double t = double{1} + args.input<std::int32_t>(6)[0];
  for (size_t i = 0; i < params.count; ++i) {
    const Real p = args.input<Real>(0)[i], m = args.input<Real>(2)[i], v = args.input<Real>(3)[i];
    const double g = args.input<Real>(1)[i] + (params.decoupled ? 0 : decay * p);
    const double m_next = beta1 * m + (1 - beta1) * g;
    const double v_next = beta2 * v + (1 - beta2) * g * g;
    const double m_hat = m_next / (1 - std::pow(beta1, t));
    const double v_hat = v_next / (1 - std::pow(beta2, t));
    const double shrunk = params.decoupled ? p - rate * decay * p : p;
    const double p_next = shrunk - rate * m_hat / (std::sqrt(v_hat) + params.epsilon);
    args.output<Real>(0)[i] = finite ? static_cast<Real>(p_next) : p;
    args.output<Real>(1)[i] = finite ? static_cast<Real>(m_next) : m;
    args.output<Real>(2)[i] = finite ? static_cast<Real>(v_next) : v;
  }
}

// Like the update, but nothing cancels.
void magnitudes(const KernelArgs& args) {
  const auto& params = args.params<AdamParams>();
  const double beta1 = params.beta1, beta2 = params.beta2, decay = params.weight_decay;
  const double rate = args.input<double>(4)[0], t = double{1} + args.input<std::int32_t>(6)[0];
  for (size_t i = 0; i < params.count; ++i) {
    const double p = std::abs(args.input<double>(0)[i]), m = std::abs(args.input<double>(2)[i]);
    const double v = args.input<double>(3)[i];
    const double g = std::abs(args.input<double>(1)[i]) + (params.decoupled ? 0 : decay * p);
    const double m_next = beta1 * m + (1 - beta1) * g, v_next = beta2 * v + (1 - beta2) * g * g;
    const double m_hat = m_next / (1 - std::pow(beta1, t));
    const double root = std::sqrt(v_next / (1 - std::pow(beta2, t))) + params.epsilon;
    args.output<double>(0)[i] = p + rate * (decay * p + m_hat / root);
    args.output<double>(1)[i] = m_next;
    args.output<double>(2)[i] = v_next;
  }
}

}  // namespace

void register_adam(KernelTable& table) { table["adam"] = {adam<float>, adam<double>, magnitudes}; }

}  // namespace fovea::reference
