#include "backends/reference/example_loss.h"

namespace fovea::reference {

namespace {

// l of one element
constexpr auto forward = []<typename Real>(Real x, Real t, const ExampleLossParams&) {
  return (x - t) * (x - t);
};

// dl/dx of one element
constexpr auto backward = []<typename Real>(Real x, Real t, const ExampleLossParams&) {
  return 2 * (x - t);
};

}  // namespace

void register_mean_squared_error(KernelTable& table) {
  add_example_loss(table, "mean_squared_error", forward, backward);
}

}  // namespace fovea::reference
