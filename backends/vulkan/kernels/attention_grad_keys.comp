#version 460
#extension GL_GOOGLE_include_directive : require
// dk and dv: a workgroup has 32 keys and goes through the queries of all heads that read them, 32
// at a time.
// dispatch: key_work_size(AttentionParams)
// tile: 32 1 1
#include "backends/vulkan/glsl/attention_grad.glsl"

void key_gradient(uint n, uint group, uint first) {
  const AttentionParams p = block.params;
  const uint each = p.heads / p.key_value_heads;
  const HeadRows k = key_rows(2, n, group, first, p.size);
  const HeadRows v = key_rows(3, n, group, first, p.value_size);
  const HeadRows dk = key_rows(1, n, group, first, p.size);
  const HeadRows dv = key_rows(2, n, group, first, p.value_size);
  clear(dk, p.size);
  clear(dv, p.value_size);
  // In a causal layer only queries from the first key on read these keys.
  const uint begin = p.causal != 0 ? first : 0;
  for (uint h = group * each; h < (group + 1) * each; ++h) {
    for (uint query = begin; query < p.queries; query += tile_size) {
      const HeadRows q = query_rows(1, n, h, query, p.size);
      const HeadRows dy = query_rows(0, n, h, query, p.value_size);
      float products[16], changes[16];
      tile_products(k, q, p.size, products);
      tile_products(v, dy, p.value_size, changes);
      for (uint i = 0; i < 16; ++i) {
        const uint r = own_row() + i / 4, c = own_column() + i % 4;
        const vec2 pair = pair_gradient(products[i], changes[i], n, h, query + c, first + r);
        weights[0][r][c] = pair.x;
        weights[1][r][c] = pair.y;
      }
      barrier();
      add_weighted(0, dy, dv, p.value_size);
      add_weighted(1, q, dk, p.size);
      barrier();
    }
  }
}

void main() {
  const AttentionParams p = block.params;
  for (uint n = gl_WorkGroupID.z; n < p.batch; n += block.groups.z) {
    for (uint group = gl_WorkGroupID.y; group < p.key_value_heads; group += block.groups.y) {
      for (uint first = gl_WorkGroupID.x * tile_size; first < p.keys;
           first += block.groups.x * tile_size) {
        key_gradient(n, group, first);
      }
    }
  }
}
