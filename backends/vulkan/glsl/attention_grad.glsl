// What the two stages of attention's gradient share. weights[0] becomes probabilities, weights[1]
// the gradients of the products of queries and keys. Inputs: dy, q, k, v, y, log_sum, mask. Scratch
// has the sum over c of dy[t, c] y[t, c] for each head and query.
#include "fovea/kernels/attention.h"
#define PARAMS AttentionParams
#include "backends/vulkan/glsl/kernel.glsl"
#include "backends/vulkan/glsl/math.glsl"
#include "backends/vulkan/glsl/attention.glsl"

shared float weights[2][tile_size][tile_size + 1];
#define KEEP(row) 1.0
#include "backends/vulkan/glsl/attention_weighted.glsl"

// For query t and key j: x is the probability, y the gradient of the product of both.
vec2 pair_gradient(float product, float change, uint n, uint h, uint t, uint j) {
  const AttentionParams p = block.params;
  if (!is_read(t, j)) return vec2(0.0);
  const uint row = (n * p.heads + h) * p.queries + t;
  const float probability = power_of(score(product, 6, n, h, t, j), read(5, row));
  return vec2(probability, probability * (change - SCRATCH[row]) * p.scale);
}
