// attention: softmax(scale * q k^T + mask) v for each of several heads. Vaswani et al., "Attention
// Is All You Need", NIPS 2017. It works in tiles after Dao, Fu, Ermon, Rudra and Re,
// "FlashAttention", NeurIPS 2022: no tensor of queries times keys is ever stored.
#pragma once

#include <string>

#include "fovea/graph/graph.h"
#include "fovea/kernels/attention.h"

namespace fovea {

struct AttentionConfig {
  int heads = 1;            // of the queries
  int key_value_heads = 0;  // groups of heads that share keys and values; 0: each has its own
  bool causal = false;      // query t reads only keys 0 to t
  float scale = 0;          // 0: 1 / sqrt(size of a head)
};

/// Kernel attention (q, k, v[, mask]) -> y, log_sum; kernel attention_grad in one piece.
class AttentionLayer : public Layer {
 public:
  explicit AttentionLayer(AttentionConfig config, bool has_mask = false);

  const AttentionConfig& config() const { return config_; }
  bool has_mask() const { return has_mask_; }
  /// The params of the kernels for q, k, v[, mask] of these types; throws Error with the rule that
  /// they break.
  AttentionParams params(Types inputs) const;

  std::string kind() const override { return "attention"; }
  std::vector<TensorType> infer(Types inputs) const override;
  KernelCall lower(Types inputs, Types outputs) const override;
  std::vector<Value> gradient(const GradientCall& call) const override;

 private:
  AttentionConfig config_;
  bool has_mask_;
};

/// query (N, T, heads * size), key (N, S, key_value_heads * size), value (N, S, key_value_heads *
/// value_size) -> (N, T, heads * value_size), the heads side by side. Throws Error for extents that
/// do not fit, and if heads is not a multiple of key_value_heads.
Value attention(Value query, Value key, Value value, AttentionConfig config = {},
                std::string name = "");

/// The same with a mask, which is added to the products and broadcast to (N, heads, T, S): 0 where
/// a query reads a key, -infinity where it must not. A query that reads no key gives 0. The mask
/// gets no gradient.
Value attention(Value query, Value key, Value value, Value mask, AttentionConfig config = {},
                std::string name = "");

}  // namespace fovea
