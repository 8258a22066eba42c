// Layers that move elements and compute nothing.
#include "tests/compare/pieces.h"

#include "fovea/layers/concat.h"
#include "fovea/layers/gather.h"
#include "fovea/layers/identity.h"
#include "fovea/layers/pad.h"
#include "fovea/layers/reshape.h"
#include "fovea/layers/slice.h"
#include "fovea/layers/split.h"
#include "fovea/layers/transpose.h"

namespace fovea {

namespace {

// Every other row, from the second one or backwards.
Value any_slice(Value x, Dice& dice) {
  const int rows = extent(x, 1);
  if (rows < 3) return x;
  return dice.chance(2)
             ? slice(x, {.starts = {1}, .ends = {rows}, .axes = {1}, .steps = {2}})
             : slice(x, {.starts = {-1}, .ends = {-rows - 1}, .axes = {1}, .steps = {-2}});
}

Value any_rows(Value x, Dice& dice) {
  const Tensor rows = Tensor::of<std::int32_t>({4}, {0, extent(x, 1) - 1, -1, dice.below(2) - 1});
  return gather(x, x.graph().constant(rows), {.axis = 1});
}

Value any_split(Value x, Dice& dice) {
  if (extent(x, 3) < 2) return x;
  const int first = dice.from(1, extent(x, 3) - 1);
  const std::vector<Value> parts = split(x, {.sizes = {first, extent(x, 3) - first}});
  return concat({parts[1], parts[0]});
}

Value any_pad(Value x, Dice& dice) {
  return pad(x, {.before = {0, dice.below(3), 0, dice.below(2)},
                 .after = {0, 0, dice.from(1, 2), 0},
                 .value = 0.25f});
}

// Rows and columns change places in name only: the elements keep their order.
Value turned(Value x, Dice&) { return reshape(x, {.shape = {0, extent(x, 2), extent(x, 1), -1}}); }

}  // namespace

void register_shapes(PieceTable& table) {
  table.same_shape.push_back([](Value x, Dice&) { return identity(x); });
  table.same_shape.push_back(any_split);
  table.others.push_back(any_pad);
  table.others.push_back(any_rows);
  table.others.push_back([](Value x, Dice&) { return transpose(x, {.order = {0, 2, 1, 3}}); });
  table.others.push_back(any_slice);
  table.others.push_back(turned);
}

}  // namespace fovea
