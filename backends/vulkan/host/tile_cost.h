// Which of a shader's tiles to take for work of some extent.
#pragma once

#include <utility>

#include "fovea/vulkan/shader.h"

namespace fovea::vulkan {

/// Less is better: tiles on lanes before all others, then what is computed and loaded for nothing.
using TileCost = std::pair<bool, double>;
TileCost tile_cost(const Tile& tile, const Extent& extent);

}  // namespace fovea::vulkan
