#include "datasets/beta.h"

#include <cmath>

namespace fovea::datasets {

namespace {

constexpr std::uint64_t tries = 16;  // each succeeds with a probability above 0.95

// The logarithm of Gamma(alpha, 1), which is Gamma(alpha + 1, 1) * U^(1 / alpha).
double log_gamma_number(double alpha, const Draws& draws) {
  const auto positive = [&](std::uint64_t place) { return 1 - double{draws.uniform(place)}; };
  const double d = alpha + 1 - 1.0 / 3, c = 1 / std::sqrt(9 * d);
  double v = 1;
  for (std::uint64_t i = 0; i < tries; ++i) {
    const double x = double{draws.normal(2 * i)};
    const double root = 1 + c * x;
    if (root <= 0) continue;
    v = root * root * root;
    if (std::log(positive(2 * i + 1)) < 0.5 * x * x + d - d * v + d * std::log(v)) break;
  }
  return std::log(d * v) + std::log(positive(2 * tries)) / alpha;
}

}  // namespace

float beta(float alpha, const Draws& draws) {
  const double first = log_gamma_number(double{alpha}, draws);
  const double second = log_gamma_number(double{alpha}, draws.from(beta_places / 2));
  return static_cast<float>(1 / (1 + std::exp(second - first)));
}

}  // namespace fovea::datasets
