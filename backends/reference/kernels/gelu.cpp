#include <cmath>
#include <numbers>

#include "backends/reference/elementwise.h"

namespace fovea::reference {

namespace {

template <typename Real>
Real normal_cdf(Real x) {
  return std::erfc(-x / std::numbers::sqrt2_v<Real>) / 2;
}

// y = f(x)
constexpr auto forward = []<typename Real>(Real x, const ElementwiseParams&) {
  return x * normal_cdf(x);
};

// dx from dy and x
constexpr auto backward = []<typename Real>(Real dy, Real x, const ElementwiseParams&) {
  const Real density = std::exp(-x * x / 2) / std::sqrt(2 * std::numbers::pi_v<Real>);
  return dy * (normal_cdf(x) + x * density);
};

}  // namespace

void register_gelu(KernelTable& table) { add_activation(table, "gelu", forward, backward); }

}  // namespace fovea::reference
