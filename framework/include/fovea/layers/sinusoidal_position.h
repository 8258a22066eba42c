// sinusoidal_position: adds to each token waves that depend on its place: the sine of
// t / base^(2 i / units) to element 2 i and its cosine to element 2 i + 1. t is the token's number.
// Vaswani et al., "Attention Is All You Need", NIPS 2017, section 3.5.
#pragma once

#include <string>

#include "fovea/graph/graph.h"

namespace fovea {

struct SinusoidalPositionConfig {
  float base = 10000;  // the longest wave is 2 pi times as long
  std::string name = "";
};

/// x (N, T, units) -> the same. Throws Error for another rank.
Value sinusoidal_position(Value x, SinusoidalPositionConfig config = {});

}  // namespace fovea
