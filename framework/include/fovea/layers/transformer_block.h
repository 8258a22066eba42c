// transformer_block: tokens read each other, then each goes through a feed-forward layer; to the
// result of both their input is added. Both are normalised: before them (pre-norm, as in GPT-2 and
// ViT) or after the sum (post-norm, as in the paper). Vaswani et al., "Attention Is All You Need",
// NIPS 2017; Xiong et al., "On Layer Normalization in the Transformer Architecture", ICML 2020.
#pragma once

#include <string>

#include "fovea/graph/graph.h"

namespace fovea {

enum class BlockNorm { layer, rms };
enum class NormOrder { pre, post };
enum class BlockFeedForward { plain, swiglu };

struct TransformerBlockConfig {
  int heads = 1;
  int key_value_heads = 0;  // heads that share keys and values; 0: each has its own
  int units = 0;            // of the feed-forward layer; 0: its own default
  BlockFeedForward feed_forward = BlockFeedForward::plain;
  std::string activation = "gelu";  // of the plain feed-forward layer
  BlockNorm norm = BlockNorm::layer;
  NormOrder order = NormOrder::pre;
  float epsilon = 1e-5f;  // of the norms
  bool causal = false;    // a token reads only itself and the tokens before it
  bool rotary = false;    // queries and keys are turned by rotary_position
  float rotary_base = 10000;
  float dropout = 0;                                // of the results of both layers
  bool bias = true;                                 // of the dense layers
  Initializer initializer = Initializer::glorot();  // of their weights
  std::string name = "";
};

/// x (N, T, units) -> the same. Parts "<name>/norm_1", "/attention", "/norm_2", "/feed_forward".
/// Throws Error if a part does.
Value transformer_block(Value x, TransformerBlockConfig config);

}  // namespace fovea
