// layer_norm: each example less its mean, divided by its deviation, times a scale, plus a bias. Ba,
// Kiros and Hinton, "Layer Normalization", 2016. It is composed of other layers.
#pragma once

#include <string>

#include "fovea/graph/graph.h"

namespace fovea {

struct LayerNormConfig {
  int axis = -1;  // mean and variance are taken over this axis and all behind it
  float epsilon = 1e-5f;
  bool affine = true;  // with a scale and a bias of x's shape from that axis on
  std::string name = "";
};

/// x of any shape -> the same. Parameters "<name>/scale" and "<name>/bias". Throws Error for
/// an axis that x does not have.
Value layer_norm(Value x, LayerNormConfig config = {});

/// The same on a scale and a bias that exist, broadcast to x; either may be empty.
Value layer_norm(Value x, Value scale, Value bias, const LayerNormConfig& config);

/// What normalized() gives.
struct Normalized {
  Value y, mean, variance, deviation;
};
/// y = (x - mean) / deviation, the root of variance + epsilon, all taken over these axes: what the
/// norms have in common.
Normalized normalized(Value x, const std::vector<int>& axes, float epsilon,
                      const std::string& name);

}  // namespace fovea
