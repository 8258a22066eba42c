// feed_forward: a dense layer, an activation and a dense layer back to the old size, on each token
// by itself.
#pragma once

#include <string>

#include "fovea/graph/graph.h"

namespace fovea {

struct FeedForwardConfig {
  int units = 0;  // between the two layers; 0: four times the size of a token
  std::string activation = "gelu";
  bool bias = true;
  Initializer initializer = Initializer::glorot();
  std::string name = "";
};

/// x (..., inputs) -> the same. Dense layers "<name>/first" and "<name>/second". Throws Error for
/// an activation that does not exist.
Value feed_forward(Value x, FeedForwardConfig config = {});

}  // namespace fovea
