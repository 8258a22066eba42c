#include <algorithm>
#include <cmath>

#include "backends/reference/elementwise.h"

namespace fovea::reference {

namespace {

// y = f(x)
constexpr auto forward = []<typename Real>(Real x, const ElementwiseParams&) {
  return std::max(x, Real{0}) + std::log1p(std::exp(-std::abs(x)));
};

// dx from dy and x
constexpr auto backward = []<typename Real>(Real dy, Real x, const ElementwiseParams&) {
  return dy / (1 + std::exp(-x));
};

}  // namespace

void register_softplus(KernelTable& table) { add_activation(table, "softplus", forward, backward); }

}  // namespace fovea::reference
