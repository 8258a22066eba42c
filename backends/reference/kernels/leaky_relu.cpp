#include "backends/reference/elementwise.h"

namespace fovea::reference {

namespace {

// y = f(x)
constexpr auto forward = []<typename Real>(Real x, const ElementwiseParams& params) {
  return x < 0 ? static_cast<Real>(params.alpha) * x : x;
};

// dx from dy and y
constexpr auto backward = []<typename Real>(Real dy, Real y, const ElementwiseParams& params) {
  return y > 0 ? dy : static_cast<Real>(params.alpha) * dy;
};

}  // namespace

void register_leaky_relu(KernelTable& table) {
  add_activation(table, "leaky_relu", forward, backward);
}

}  // namespace fovea::reference
