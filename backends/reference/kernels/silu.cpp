#include <cmath>

#include "backends/reference/elementwise.h"

namespace fovea::reference {

namespace {

// y = f(x)
constexpr auto forward = []<typename Real>(Real x, const ElementwiseParams&) {
  return x / (1 + std::exp(-x));
};

// dx from dy and x
constexpr auto backward = []<typename Real>(Real dy, Real x, const ElementwiseParams&) {
  const Real s = 1 / (1 + std::exp(-x));
  return dy * s * (1 + x * (1 - s));
};

}  // namespace

void register_silu(KernelTable& table) { add_activation(table, "silu", forward, backward); }

}  // namespace fovea::reference
