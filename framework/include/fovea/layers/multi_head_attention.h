// multi_head_attention: dense layers make queries, keys and values of tokens, `attention` lets the
// queries read them, and a dense layer puts the heads together. Vaswani et al., "Attention Is All
// You Need", NIPS 2017, section 3.2.2.
#pragma once

#include <string>

#include "fovea/graph/graph.h"

namespace fovea {

struct MultiHeadAttentionConfig {
  int heads = 1;
  int key_value_heads = 0;  // heads that share keys and values; 0: each has its own
  int size = 0;             // units of a head; 0: units of a token / heads
  bool causal = false;      // a token reads only itself and the tokens before it
  bool rotary = false;      // queries and keys are turned by rotary_position
  float rotary_base = 10000;
  bool bias = true;  // of the dense layers
  Initializer initializer = Initializer::glorot();
  std::string name = "";
};

/// x (N, T, units) -> the same. The tokens read each other. Dense layers "<name>/query",
/// "/key", "/value" and "/output". Throws Error for another rank, and for heads that do not
/// divide the units.
Value multi_head_attention(Value x, MultiHeadAttentionConfig config);

/// The tokens of x read those of `memory` (N, S, any): those of an image, or of another sentence.
/// `mask` is added to the products as in `attention`, or empty.
Value multi_head_attention(Value x, Value memory, Value mask, MultiHeadAttentionConfig config);

}  // namespace fovea
