// What the kernels of attention share: tiles of 32 by 32 products, with one workgroup of 64
// invocations per tile, each for 4 by 4 of its results; and sums over a tile into 32 rows of a
// tensor. Only one invocation reads and writes an element of a tensor, so sums need no barrier in
// between and are in the order of the tiles. The includer has included math.glsl.
layout(local_size_x = 64) in;

const uint tile_size = 32, depth_step = 16;

shared float tile_a[depth_step][tile_size];
shared float tile_b[depth_step][tile_size];

// 32 rows of one head of a tensor from `begin` on, with a distance of `stride`; only `count` of
// them exist.
struct HeadRows {
  uint slot, begin, stride, count;
};

HeadRows query_rows(uint slot, uint n, uint h, uint first, uint size) {
  const AttentionParams p = block.params;
  return HeadRows(slot, ((n * p.queries + first) * p.heads + h) * size, p.heads * size,
                  min(tile_size, p.queries - first));
}
HeadRows key_rows(uint slot, uint n, uint group, uint first, uint size) {
  const AttentionParams p = block.params;
  return HeadRows(slot, ((n * p.keys + first) * p.key_value_heads + group) * size,
                  p.key_value_heads * size, min(tile_size, p.keys - first));
}

// The rows and columns of a tile that this invocation has: 4 from these on.
uint own_row() { return gl_LocalInvocationID.x / 8 * 4; }
uint own_column() { return gl_LocalInvocationID.x % 8 * 4; }

// products[4 r + c] = the product of row r of a and row c of b, over `depth` elements, from
// own_row() and own_column() on.
void tile_products(HeadRows a, HeadRows b, uint depth, out float products[16]) {
  const uint row = own_row(), column = own_column();
  for (uint i = 0; i < 16; ++i) products[i] = 0;
  for (uint first = 0; first < depth; first += depth_step) {
    barrier();
    for (uint e = gl_LocalInvocationID.x; e < depth_step * tile_size; e += 64) {
      const uint k = e % depth_step, r = e / depth_step, i = first + k;
      tile_a[k][r] = r < a.count && i < depth ? read(a.slot, a.begin + r * a.stride + i) : 0.0;
      tile_b[k][r] = r < b.count && i < depth ? read(b.slot, b.begin + r * b.stride + i) : 0.0;
    }
    barrier();
    for (uint k = 0; k < depth_step; ++k) {
      for (uint r = 0; r < 4; ++r) {
        for (uint c = 0; c < 4; ++c) {
          products[4 * r + c] = fma(tile_a[k][row + r], tile_b[k][column + c], products[4 * r + c]);
        }
      }
    }
  }
}

// The mask of query t against key j.
float mask_at(uint slot, uint n, uint h, uint t, uint j) {
  const AttentionParams p = block.params;
  return read(slot, n * p.mask_stride[0] + h * p.mask_stride[1] + t * p.mask_stride[2] +
                        j * p.mask_stride[3]);
}

bool is_read(uint t, uint j) {
  const AttentionParams p = block.params;
  return t < p.queries && j < p.keys && (p.causal == 0 || j <= t);
}

// The exponent of a probability: -infinity where the query does not read the key.
float score(float product, uint mask_slot, uint n, uint h, uint t, uint j) {
  if (!is_read(t, j)) return -infinity();
  const float scaled = product * block.params.scale;
  return block.params.masked != 0 ? scaled + mask_at(mask_slot, n, h, t, j) : scaled;
}

// e^(score - log_sum), 0 at -infinity.
float power_of(float score, float log_sum) {
  return floatBitsToUint(score) == 0xff800000u ? 0.0 : exact_exp(score - log_sum);
}
