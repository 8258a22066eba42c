#version 460
#extension GL_GOOGLE_include_directive : require
// dq: a workgroup has 32 queries of one head and takes 32 keys at a time.
// dispatch: work_size(AttentionParams)
// scratch: row_scratch(AttentionParams)
// then: attention_grad_keys
// tile: 32 1 1
// proof: 2, 4, 2, 37, 41, 5, 35, 0.5, 0, 0, 0, 0, 0, 0 | f32 2 37 140, f32 2 37 20, f32 2 41 10, f32 2 41 70, f32 2 37 140, f32+ 2 4 37 | f32 2 37 20, f32 2 41 10, f32 2 41 70
// proof: 2, 3, 3, 37, 33, 17, 3, 0.25, 1, 1, 0, 1221, 33, 1 | f32 2 37 9, f32 2 37 51, f32 2 33 51, f32 2 33 9, f32 2 37 9, f32+ 2 3 37, f32 1 3 37 33 | f32 2 37 51, f32 2 33 51, f32 2 33 9
#include "backends/vulkan/glsl/attention_grad.glsl"

void query_gradient(uint n, uint h, uint first) {
  const AttentionParams p = block.params;
  const uint group = h / (p.heads / p.key_value_heads), lane = gl_LocalInvocationID.x;
  const HeadRows dy = query_rows(0, n, h, first, p.value_size);
  const HeadRows y = query_rows(4, n, h, first, p.value_size);
  const HeadRows q = query_rows(1, n, h, first, p.size), dq = query_rows(0, n, h, first, p.size);
  if (lane < dy.count) {
    float sum = 0;
    for (uint c = 0; c < p.value_size; ++c) {
      sum = fma(read(0, dy.begin + lane * dy.stride + c), read(4, y.begin + lane * y.stride + c),
                sum);
    }
    SCRATCH[(n * p.heads + h) * p.queries + first + lane] = sum;
  }
  clear(dq, p.size);
  memoryBarrierBuffer();
  barrier();
  const uint end = p.causal != 0 ? min(p.keys, first + q.count) : p.keys;
  for (uint key = 0; key < end; key += tile_size) {
    const HeadRows k = key_rows(2, n, group, key, p.size);
    float products[16], changes[16];
    tile_products(q, k, p.size, products);
    tile_products(dy, key_rows(3, n, group, key, p.value_size), p.value_size, changes);
    for (uint i = 0; i < 16; ++i) {
      const uint r = own_row() + i / 4, c = own_column() + i % 4;
      weights[1][r][c] = pair_gradient(products[i], changes[i], n, h, first + r, key + c).y;
    }
    barrier();
    add_weighted(1, k, dq, p.size);
    barrier();
  }
}

void main() {
  const AttentionParams p = block.params;
  for (uint n = gl_WorkGroupID.z; n < p.batch; n += block.groups.z) {
    for (uint h = gl_WorkGroupID.y; h < p.heads; h += block.groups.y) {
      for (uint first = gl_WorkGroupID.x * tile_size; first < p.queries;
           first += block.groups.x * tile_size) {
        query_gradient(n, h, first);
      }
    }
  }
}
