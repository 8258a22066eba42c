#include <cmath>

#include "backends/reference/example_loss.h"

namespace fovea::reference {

namespace {

// l of one element
constexpr auto forward = []<typename Real>(Real x, Real t, const ExampleLossParams&) {
  return std::abs(x - t);
};

// dl/dx of one element
constexpr auto backward = []<typename Real>(Real x, Real t, const ExampleLossParams&) {
  const Real difference = x - t;
  return difference > 0 ? Real{1} : difference < 0 ? Real{-1} : difference;  // 0 or NaN
};

}  // namespace

void register_mean_absolute_error(KernelTable& table) {
  add_example_loss(table, "mean_absolute_error", forward, backward);
}

}  // namespace fovea::reference
