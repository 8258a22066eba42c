#include "backends/reference/elementwise.h"

namespace fovea::reference {

namespace {

// y = f(x)
constexpr auto forward = []<typename Real>(Real x, const ElementwiseParams& params) {
  const Real low = static_cast<Real>(params.alpha), high = static_cast<Real>(params.beta);
  return x < low ? low : x > high ? high : x;
};

// dx from dy and y
constexpr auto backward = []<typename Real>(Real dy, Real y, const ElementwiseParams& params) {
  const Real low = static_cast<Real>(params.alpha), high = static_cast<Real>(params.beta);
  return y > low && y < high ? dy : Real{0};
};

}  // namespace

void register_hard_tanh(KernelTable& table) {
  add_activation(table, "hard_tanh", forward, backward);
}

}  // namespace fovea::reference
