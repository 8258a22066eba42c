// instance_norm: y = (x - mean) / deviation * scale + bias: mean and deviation are those of each
// channel of each image; there is one scale and one bias per channel. Ulyanov, Vedaldi and
// Lempitsky, "Instance Normalization", 2016. It is made of other layers.
#pragma once

#include <string>

#include "fovea/graph/graph.h"

namespace fovea {

struct InstanceNormConfig {
  float epsilon = 1e-5f;
  std::string name = "";
};

/// x (N, H, W, C) -> the same. Parameters "<name>/scale" and "<name>/bias", (C) each.
/// Throws Error for an x that is not an image.
Value instance_norm(Value x, InstanceNormConfig config = {});

/// The same on a scale and a bias that exist.
Value instance_norm(Value x, Value scale, Value bias, const InstanceNormConfig& config);

}  // namespace fovea
