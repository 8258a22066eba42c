// Images made larger and smaller.
#include "fovea/layers/resize.h"

#include "tests/compare/pieces.h"

namespace fovea {

namespace {

Value any_resize(Value x, Dice& dice) {
  if (extent(x, 1) > 12 || extent(x, 2) > 12) return x;
  using ResizeMode = ResizeConfig::Mode;
  return resize(x, {.height = dice.from(1, 2 * extent(x, 1)),
                    .width = dice.from(1, 2 * extent(x, 2)),
                    .mode = dice.chance(2) ? ResizeMode::nearest : ResizeMode::linear});
}

}  // namespace

void register_resize(PieceTable& table) { table.others.push_back(any_resize); }

}  // namespace fovea
