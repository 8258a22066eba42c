// instance_norm: each channel of each image less its mean, divided by its deviation, times a scale,
// plus a bias a channel. Ulyanov, Vedaldi and Lempitsky, "Instance Normalization", 2016. It is
// composed of other layers.
#pragma once

#include <string>

#include "fovea/graph/graph.h"

namespace fovea {

struct InstanceNormConfig {
  float epsilon = 1e-5f;
  std::string name = "";
};

/// x (N, H, W, C) -> the same. Parameters "<name>/scale" and "<name>/bias", (C) each.
/// Throws Error for an x that is no image.
Value instance_norm(Value x, InstanceNormConfig config = {});

/// The same on a scale and a bias that exist.
Value instance_norm(Value x, Value scale, Value bias, const InstanceNormConfig& config);

}  // namespace fovea
