// Shares that are drawn from a Beta distribution, for what mixes images.
#pragma once

#include "fovea/images/augment.h"

namespace fovea::datasets {

/// Places that beta() draws from.
inline constexpr std::uint64_t beta_places = 68;

/// A number of Beta(alpha, alpha), in [0, 1], alpha > 0: of two gammas (Marsaglia and Tsang, "A
/// Simple Method for Generating Gamma Variables", 2000), whose logarithms are taken so that a small
/// alpha does not make both 0.
float beta(float alpha, const Draws& draws);

}  // namespace fovea::datasets
