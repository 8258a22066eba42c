#include "fovea/layers/dense.h"

#include "tests/compare/pieces.h"

namespace fovea {

namespace {

// A dense layer on every pixel.
Value any_dense(Value x, Dice& dice) {
  return dense(x, {.units = dice.from(1, 9), .bias = !dice.chance(3)});
}

}  // namespace

void register_dense(PieceTable& table) { table.others.push_back(any_dense); }

}  // namespace fovea
