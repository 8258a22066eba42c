// Pooling.
#include "tests/compare/pieces.h"

#include "fovea/layers/average_pool.h"
#include "fovea/layers/max_pool.h"

namespace fovea {

namespace {

PoolConfig any_window(Value x, Dice& dice) {
  PoolConfig config;
  config.kernel = {std::min(dice.from(1, 3), extent(x, 1)),
                   std::min(dice.from(2, 3), extent(x, 2))};
  if (dice.chance(2)) config.stride = Size2{dice.from(1, 2), dice.from(1, 2)};
  if (config.kernel.h > 1 && config.kernel.w > 1 && dice.chance(2)) config.padding = 1;
  config.ceil_mode = dice.chance(3);
  config.count_include_pad = dice.chance(2);
  return config;
}

}  // namespace

void register_pools(PieceTable& table) {
  table.others.push_back([](Value x, Dice& dice) { return max_pool(x, any_window(x, dice)); });
  table.others.push_back([](Value x, Dice& dice) { return average_pool(x, any_window(x, dice)); });
}

}  // namespace fovea
