// Language models: a transformer that predicts for each token the next one, from this token and
// those before it. Radford et al., "Language Models are Unsupervised Multitask Learners", 2019
// (GPT-2), and for the other kind of block Touvron et al., "LLaMA: Open and Efficient Foundation
// Language Models", 2023.
#pragma once

#include "fovea/layers/transformer_block.h"

namespace fovea {

struct GptConfig {
  int vocabulary = 65;      // kinds of tokens
  int layers = 4;           // transformer blocks
  int heads = 4;            // of each
  int key_value_heads = 0;  // heads that share keys and values; 0: each has its own
  int width = 128;          // units of a token
  int feed_forward = 0;     // units between the dense layers of a block; 0: the layer's own default
  float dropout = 0;        // of the tokens, and of the results of the parts of a block
  NormOrder order = NormOrder::pre;
  /// Blocks with rms_norm, swiglu and rotary positions, without biases; no learned positions.
  bool llama = false;
};

/// tokens i32 (N, T) -> logits (N, T, vocabulary) of the token after each. T is the context: the
/// most tokens that the model can read. The logits use the same table as the tokens. Throws Error
/// for heads that do not divide the width.
Value gpt(Value tokens, const GptConfig& config = {});

}  // namespace fovea
