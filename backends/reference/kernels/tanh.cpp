#include <cmath>

#include "backends/reference/elementwise.h"

namespace fovea::reference {

namespace {

// y = f(x)
constexpr auto forward = []<typename Real>(Real x, const ElementwiseParams&) {
  return std::tanh(x);
};

// dx from dy and y
constexpr auto backward = []<typename Real>(Real dy, Real y, const ElementwiseParams&) {
  return dy * (1 - y * y);
};

}  // namespace

void register_tanh(KernelTable& table) { add_activation(table, "tanh", forward, backward); }

}  // namespace fovea::reference
