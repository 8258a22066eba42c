// Blocks of transformers, for which pixels are tokens.
#include "tests/compare/pieces.h"

#include "fovea/layers/reshape.h"
#include "fovea/layers/sinusoidal_position.h"
#include "fovea/layers/transformer_block.h"

namespace fovea {

namespace {

Value any_transformer_block(Value x, Dice& dice) {
  if (extent(x, 3) % 2 != 0) return x;
  const Shape shape = x.shape();
  const Value pixels = reshape(x, {.shape = {0, shape[1] * shape[2], shape[3]}});
  const bool llama = dice.chance(2), turns = llama && shape[3] % 4 == 0;
  const TransformerBlockConfig config{
      .heads = 2,
      .key_value_heads = dice.from(1, 2),
      .units = dice.from(1, 9),
      .feed_forward = llama ? BlockFeedForward::swiglu : BlockFeedForward::plain,
      .norm = llama ? BlockNorm::rms : BlockNorm::layer,
      .order = dice.chance(3) ? NormOrder::post : NormOrder::pre,
      .epsilon = 1e-3f,
      .causal = dice.chance(2),
      .rotary = turns,
      .dropout = dice.chance(3) ? 0.2f : 0.0f,
      .bias = !llama};
  const Value y = transformer_block(turns ? pixels : sinusoidal_position(pixels), config);
  return reshape(y, {.shape = {0, shape[1], shape[2], shape[3]}});
}

}  // namespace

void register_transformers(PieceTable& table) { table.same_shape.push_back(any_transformer_block); }

}  // namespace fovea
