// rotary_position: turns pairs of elements of each head by angles that grow with the token's
// number, so that products of queries and keys depend on how far apart they are. Su et al.,
// "RoFormer: Enhanced Transformer with Rotary Position Embedding", 2021. Element i of a head is
// paired with element i + size / 2, as in LLaMA: pair i of token t turns by t / base^(2 i / size).
#pragma once

#include <string>

#include "fovea/graph/graph.h"

namespace fovea {

struct RotaryPositionConfig {
  int heads = 1;
  float base = 10000;
  std::string name = "";
};

/// x (N, T, heads * size), queries or keys -> the same. Throws Error for another rank, and for
/// an odd size.
Value rotary_position(Value x, RotaryPositionConfig config);

}  // namespace fovea
