// Shares that are drawn from a Beta distribution, for changes that mix images.
#pragma once

#include "fovea/images/augment.h"

namespace fovea::datasets {

/// The number of places that beta() draws from.
inline constexpr std::uint64_t beta_places = 68;

/// A number of Beta(alpha, alpha), in [0, 1], alpha > 0: it is made from two gamma numbers
/// (Marsaglia and Tsang, "A Simple Method for Generating Gamma Variables", 2000). It uses their
/// logarithms, as a small alpha could make both 0.
float beta(float alpha, const Draws& draws);

}  // namespace fovea::datasets
