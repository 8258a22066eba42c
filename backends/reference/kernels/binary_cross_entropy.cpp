#include <algorithm>
#include <cmath>

#include "backends/reference/example_loss.h"

namespace fovea::reference {

namespace {

// l of one element
constexpr auto forward = []<typename Real>(Real x, Real t, const ExampleLossParams& p) {
  if (p.from_logits) {
    return std::max(x, Real{0}) - x * t + std::log1p(std::exp(-std::abs(x)));
  }
  const Real least = -100;
  return -t * std::max(std::log(x), least) - (1 - t) * std::max(std::log1p(-x), least);
};

// dl/dx of one element
constexpr auto backward = []<typename Real>(Real x, Real t, const ExampleLossParams& p) {
  if (p.from_logits) return 1 / (1 + std::exp(-x)) - t;
  return (x - t) / std::max(x * (1 - x), static_cast<Real>(1e-12));
};

// The largest numbers inside the two.
constexpr auto forward_size = [](double x, double t, const ExampleLossParams& p) {
  return p.from_logits ? 1 + std::abs(x) * (1 + std::abs(t)) : 1 + forward(x, t, p);
};
constexpr auto backward_size = [](double x, double t, const ExampleLossParams& p) {
  return p.from_logits ? 1 + std::abs(t) : std::abs(backward(x, t, p));
};

}  // namespace

void register_binary_cross_entropy(KernelTable& table) {
  add_example_loss(table, "binary_cross_entropy", forward, backward, forward_size, backward_size);
}

}  // namespace fovea::reference
