#include <cmath>

#include "backends/reference/elementwise.h"

namespace fovea::reference {

namespace {

// y = f(x)
constexpr auto forward = []<typename Real>(Real x, const ElementwiseParams&) {
  return 1 / (1 + std::exp(-x));
};

// dx from dy and y
constexpr auto backward = []<typename Real>(Real dy, Real y, const ElementwiseParams&) {
  return dy * y * (1 - y);
};

}  // namespace

void register_sigmoid(KernelTable& table) { add_activation(table, "sigmoid", forward, backward); }

}  // namespace fovea::reference
