#include "fovea/layers/transformer_block.h"

#include "fovea/layers/add.h"
#include "fovea/layers/dropout.h"
#include "fovea/layers/feed_forward.h"
#include "fovea/layers/layer_norm.h"
#include "fovea/layers/multi_head_attention.h"
#include "fovea/layers/rms_norm.h"
#include "fovea/layers/swiglu.h"
#include "framework/layers/common/parameters.h"
#include "framework/layers/common/tokens.h"

namespace fovea {

namespace {

Value attended(Value x, const TransformerBlockConfig& config) {
  return multi_head_attention(x, {.heads = config.heads,
                                  .key_value_heads = config.key_value_heads,
                                  .causal = config.causal,
                                  .rotary = config.rotary,
                                  .rotary_base = config.rotary_base,
                                  .bias = config.bias,
                                  .initializer = config.initializer,
                                  .name = "attention"});
}

Value fed_forward(Value x, const TransformerBlockConfig& config) {
  if (config.feed_forward == BlockFeedForward::swiglu) {
    return swiglu(x, {.units = config.units,
                      .bias = config.bias,
                      .initializer = config.initializer,
                      .name = "feed_forward"});
  }
  return feed_forward(x, {.units = config.units,
                          .activation = config.activation,
                          .bias = config.bias,
                          .initializer = config.initializer,
                          .name = "feed_forward"});
}

}  // namespace

Value transformer_block(Value x, TransformerBlockConfig config) {
  Graph& graph = x.graph();
  at_node(graph.name_for("transformer_block", config.name), "transformer_block", x,
          [&] { expect_tokens("transformer_block", x.type()); });
  const PartsOf parts(graph, "transformer_block", config.name);
  const bool first = config.order == NormOrder::pre;
  const auto normalised = [&](Value value, const char* name) {
    return config.norm == BlockNorm::rms
               ? rms_norm(value, {.epsilon = config.epsilon, .name = name})
               : layer_norm(value, {.epsilon = config.epsilon, .name = name});
  };
  const auto around = [&](auto part, const char* norm) {
    Value y = part(first ? normalised(x, norm) : x, config);
    if (config.dropout > 0) y = dropout(y, {.rate = config.dropout});
    y = add(x, y);
    x = first ? y : normalised(y, norm);
  };
  around(attended, "norm_1");
  around(fed_forward, "norm_2");
  return x;
}

}  // namespace fovea
