#include "fovea/layers/attention.h"

#include "fovea/layers/dense.h"
#include "fovea/layers/reshape.h"
#include "tests/compare/pieces.h"

namespace fovea {

namespace {

// Pixels look at all others, or at those before them; half of the time two heads share keys.
Value any_tiled_attention(Value x, Dice& dice) {
  const Shape shape = x.shape();
  const Value pixels = reshape(x, {.shape = {0, shape[1] * shape[2], shape[3]}});
  const int size = dice.from(1, 5), groups = dice.from(1, 2);
  const AttentionConfig config{
      .heads = 2, .key_value_heads = groups, .causal = dice.chance(2), .scale = 0.4f};
  const auto part = [&](int heads) { return dense(pixels, {.units = heads * size}); };
  const Value query = part(2), key = part(groups), value = part(groups);
  const Value y = attention(query, key, value, config);
  return reshape(dense(y, {.units = extent(x, 3)}), {.shape = {0, shape[1], shape[2], shape[3]}});
}

}  // namespace

void register_attention(PieceTable& table) { table.same_shape.push_back(any_tiled_attention); }

}  // namespace fovea
