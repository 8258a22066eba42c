// One of two ways, chosen by a comparison of known numbers: with other numbers backends might
// differ near a tie.
#include "fovea/layers/where.h"

#include "fovea/layers/binary.h"
#include "fovea/layers/reduce.h"
#include "fovea/layers/unary.h"
#include "tests/compare/pieces.h"

namespace fovea {

namespace {

Value any_choice(Value x, Dice& dice) {
  std::vector<float> columns;
  for (int i = 0; i < extent(x, 2); ++i) columns.push_back(static_cast<float>(dice.below(3)));
  const Tensor numbers = Tensor::of(Shape{extent(x, 2), 1}, std::span<const float>(columns));
  const Value drawn = x.graph().constant(numbers), one = number(x, 1);
  const Value other = dice.chance(2) ? erf(x) : reduce_mean(x, {.axes = {1, 2}});
  return where(dice.chance(2) ? less(drawn, one) : less_or_equal(drawn, one), x, other);
}

}  // namespace

void register_where(PieceTable& table) { table.same_shape.push_back(any_choice); }

}  // namespace fovea
