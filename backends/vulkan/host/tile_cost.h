// Chooses one of a shader's tiles for some work size.
#pragma once

#include <utility>

#include "fovea/vulkan/shader.h"

namespace fovea::vulkan {

/// Less is better: tiles on lanes come before all others; then the work that is computed and loaded
/// for nothing decides.
using TileCost = std::pair<bool, double>;
TileCost tile_cost(const Tile& tile, const WorkSize& work_size);

}  // namespace fovea::vulkan
