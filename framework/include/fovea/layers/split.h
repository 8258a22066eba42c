// split: a tensor cut into parts along one axis, each of them a slice.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "fovea/graph/graph.h"

namespace fovea {

struct SplitConfig {
  std::vector<std::int64_t> sizes;  // of the parts; their sum is the extent of the axis
  int axis = -1;
};

/// x, f32 or i32 -> the parts, "<name>" and "<name>_2", ... Throws Error if the sizes do not add
/// up.
std::vector<Value> split(Value x, const SplitConfig& config, const std::string& name = "");

}  // namespace fovea
