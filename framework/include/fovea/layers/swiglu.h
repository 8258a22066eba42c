// swiglu: a feed-forward layer with a gate: (silu(x G) * (x U)) D, with three dense layers.
// Shazeer, "GLU Variants Improve Transformer", 2020.
#pragma once

#include <string>

#include "fovea/graph/graph.h"

namespace fovea {

struct SwigluConfig {
  int units = 0;  // of gate and up; 0: 8/3 of the size of a token, rounded up to a multiple of 8
  bool bias = false;
  Initializer initializer = Initializer::glorot();
  std::string name = "";
};

/// x (..., inputs) -> the same. Dense layers "<name>/gate", "<name>/up" and "<name>/down".
Value swiglu(Value x, SwigluConfig config = {});

}  // namespace fovea
