#include "fovea/layers/multi_head_attention.h"

#include "fovea/layers/attention.h"
#include "fovea/layers/dense.h"
#include "fovea/layers/rotary_position.h"
#include "framework/layers/common/parameters.h"
#include "framework/layers/common/tokens.h"

namespace fovea {

namespace {

void check(const MultiHeadAttentionConfig& config, Value x, Value memory) {
  expect_tokens("multi_head_attention", x.type());
  expect_tokens("multi_head_attention", memory.type());
  const int groups = config.key_value_heads ? config.key_value_heads : config.heads;
  if (config.heads < 1 || groups < 1 || config.heads % groups != 0) {
    throw Error("{} heads cannot share the keys and values of {}", config.heads, groups);
  }
  if (config.size == 0 && x.shape()[2] % config.heads != 0) {
    throw Error("{} heads do not divide {} units", config.heads, x.shape()[2]);
  }
}

}  // namespace

Value multi_head_attention(Value x, MultiHeadAttentionConfig config) {
  return multi_head_attention(x, x, {}, std::move(config));
}

Value multi_head_attention(Value x, Value memory, Value mask, MultiHeadAttentionConfig config) {
  Graph& graph = x.graph();
  at_node(graph.name_for("multi_head_attention", config.name), "multi_head_attention", x,
          [&] { check(config, x, memory); });
  const PartsOf parts(graph, "multi_head_attention", config.name);
  const int groups = config.key_value_heads ? config.key_value_heads : config.heads;
  const int units = static_cast<int>(x.shape()[2]);
  const int size = config.size ? config.size : units / config.heads;
  const auto projected = [&](Value tokens, int width, const char* name) {
    return dense(
        tokens,
        {.units = width, .bias = config.bias, .initializer = config.initializer, .name = name});
  };
  Value query = projected(x, config.heads * size, "query");
  Value key = projected(memory, groups * size, "key");
  const Value value = projected(memory, groups * size, "value");
  if (config.rotary) {
    query = rotary_position(query, {.heads = config.heads, .base = config.rotary_base});
    key = rotary_position(key, {.heads = groups, .base = config.rotary_base});
  }
  const AttentionConfig how{
      .heads = config.heads, .key_value_heads = groups, .causal = config.causal};
  const Value y =
      mask ? attention(query, key, value, mask, how) : attention(query, key, value, how);
  return projected(y, units, "output");
}

}  // namespace fovea
