#include <cmath>

#include "backends/reference/elementwise.h"

namespace fovea::reference {

namespace {

// y = f(x)
constexpr auto forward = []<typename Real>(Real x, const ElementwiseParams& params) {
  return x > 0 ? x : static_cast<Real>(params.alpha) * std::expm1(x);
};

// dx from dy and y
constexpr auto backward = []<typename Real>(Real dy, Real y, const ElementwiseParams& params) {
  return y > 0 ? dy : dy * (y + static_cast<Real>(params.alpha));
};

}  // namespace

void register_elu(KernelTable& table) { add_activation(table, "elu", forward, backward); }

}  // namespace fovea::reference
