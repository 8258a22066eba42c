// group_norm: the channels of each image are divided into groups of neighbours. From x the mean
// is subtracted, the result is divided by sqrt(variance + epsilon), multiplied by a scale, and a
// bias is added. Mean and variance are taken over rows, columns and channels of a group; there is
// one scale and one bias per channel. Wu and He, "Group Normalization", ECCV 2018. It is made of
// other layers.
#pragma once

#include <string>

#include "fovea/graph/graph.h"

namespace fovea {

struct GroupNormConfig {
  int groups = 32;  // of equal size: they must divide C
  float epsilon = 1e-5f;
  std::string name = "";
};

/// x (N, H, W, C) -> the same. Parameters: NAME/scale and NAME/bias, (C) each. Throws Error for
/// another shape, or groups that do not divide C.
Value group_norm(Value x, GroupNormConfig config = {});

/// With a given scale and bias.
Value group_norm(Value x, Value scale, Value bias, const GroupNormConfig& config);

}  // namespace fovea
