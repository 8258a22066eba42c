// Pixels combined with all others, and with the sums of all.
#include "tests/compare/pieces.h"

#include "fovea/layers/binary.h"
#include "fovea/layers/expand.h"
#include "fovea/layers/matmul.h"
#include "fovea/layers/multiply.h"
#include "fovea/layers/reduce.h"
#include "fovea/layers/reshape.h"
#include "fovea/layers/softmax.h"

namespace fovea {

namespace {

// Each pixel looks at all others.
Value any_attention(Value x, Dice&) {
  const Shape shape = x.shape();
  const Value pixels = reshape(x, {.shape = {0, shape[1] * shape[2], shape[3]}});
  const Value share = softmax(matmul(pixels, pixels, {.transpose_b = true}));
  return reshape(matmul(share, pixels), {.shape = {0, shape[1], shape[2], shape[3]}});
}

// Pixels compared with the mean or sum of all.
Value any_reduction(Value x, Dice& dice) {
  const std::vector<int> axes = dice.chance(2) ? std::vector{1, 2} : std::vector{3};
  switch (dice.below(4)) {
    case 0:
      return subtract(x, reduce_mean(x, {.axes = axes}));
    case 1:
      return multiply(x, reduce_max(x, {.axes = axes}));
    case 2:
      return divide(x, positive(reduce_sum(x, {.axes = axes})));
    default:
      return expand(reduce_mean(x, {.axes = axes}), x);
  }
}

}  // namespace

void register_reductions(PieceTable& table) {
  table.same_shape.push_back(any_attention);
  table.same_shape.push_back(any_reduction);
}

}  // namespace fovea
