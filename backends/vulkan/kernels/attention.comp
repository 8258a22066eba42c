#version 460
#extension GL_GOOGLE_include_directive : require
// A workgroup has 32 queries of one head and takes 32 keys at a time. It computes their products,
// the exponentials of these relative to the largest so far, and the weighted sum of the values.
// That sum is kept in y and scaled down when a larger product comes.
// dispatch: work_size(AttentionParams)
// tile: 32 1 1
// half: in 0 1 2
// proof: 2, 4, 2, 37, 41, 5, 35, 0.5, 0, 0, 0, 0, 0, 0 | f32 2 37 20, f32 2 41 10, f32 2 41 70 | f32 2 37 140, f32 2 4 37
// proof: 2, 3, 3, 37, 33, 17, 3, 0.25, 1, 1, 0, 1221, 33, 1 | f32 2 37 51, f32 2 33 51, f32 2 33 9, f32 1 3 37 33 | f32 2 37 9, f32 2 3 37
#include "fovea/kernels/attention.h"
#define PARAMS AttentionParams
#include "backends/vulkan/glsl/kernel.glsl"
#include "backends/vulkan/glsl/math.glsl"
#include "backends/vulkan/glsl/attention.glsl"

shared float weights[1][tile_size][tile_size + 1];
shared float shrink[tile_size];  // factors of the sums so far
shared float divisor[tile_size];
#define KEEP(row) shrink[row]
#include "backends/vulkan/glsl/attention_weighted.glsl"

// Row r of the scores becomes exponentials; only the invocation that has the row calls this.
void soften(uint r, inout float maximum, inout float sum) {
  float largest = maximum;
  for (uint j = 0; j < tile_size; ++j) largest = max(largest, weights[0][r][j]);
  shrink[r] = 1.0;
  if (!is_finite(largest) && largest < 0.0) {  // no key is read
    for (uint j = 0; j < tile_size; ++j) weights[0][r][j] = 0.0;
    return;
  }
  float powers = 0;
  for (uint j = 0; j < tile_size; ++j) {
    const float power = exact_exp(weights[0][r][j] - largest);
    weights[0][r][j] = power;
    powers += power;
  }
  shrink[r] = exact_exp(maximum - largest);
  sum = sum * shrink[r] + powers;
  maximum = largest;
}

void attend(uint n, uint h, uint first) {
  const AttentionParams p = block.params;
  const uint group = h / (p.heads / p.key_value_heads), lane = gl_LocalInvocationID.x;
  const HeadRows q = query_rows(0, n, h, first, p.size);
  const HeadRows y = query_rows(0, n, h, first, p.value_size);
  float maximum = -infinity(), sum = 0;  // of query first + lane
  clear(y, p.value_size);
  const uint end = p.causal != 0 ? min(p.keys, first + q.count) : p.keys;
  for (uint key = 0; key < end; key += tile_size) {
    float products[16];
    tile_products(q, key_rows(1, n, group, key, p.size), p.size, products);
    for (uint i = 0; i < 16; ++i) {
      const uint r = own_row() + i / 4, c = own_column() + i % 4;
      weights[0][r][c] = score(products[i], 3, n, h, first + r, key + c);
    }
    barrier();
    if (lane < tile_size) soften(lane, maximum, sum);
    barrier();
    add_weighted(0, key_rows(2, n, group, key, p.value_size), y, p.value_size);
  }
  if (lane < q.count) {
    OUT(1)[(n * p.heads + h) * p.queries + first + lane] = maximum + exact_log(sum);
  }
  if (lane < tile_size) divisor[lane] = sum == 0.0 ? 1.0 : sum;
  barrier();
  const uint top = lane / tile_size * (tile_size / 2);
  for (uint column = lane % tile_size; column < p.value_size; column += tile_size) {
    for (uint r = top; r < min(top + tile_size / 2, y.count); ++r) {
      OUT(0)[y.begin + r * y.stride + column] /= divisor[r];
    }
  }
  barrier();
}

void main() {
  const AttentionParams p = block.params;
  for (uint n = gl_WorkGroupID.z; n < p.batch; n += block.groups.z) {
    for (uint h = gl_WorkGroupID.y; h < p.heads; h += block.groups.y) {
      for (uint first = gl_WorkGroupID.x * tile_size; first < p.queries;
           first += block.groups.x * tile_size) {
        attend(n, h, first);
      }
    }
  }
}
