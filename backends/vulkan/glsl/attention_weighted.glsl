// to[r] = to[r] * KEEP(r) + sum over j weights[r][j] from[j], for the 32 rows of a tile of weights
// and `size` columns: each invocation has every 32nd column and 16 of the rows. The includer
// defines KEEP. There must be a barrier between writing the weights and this.
void add_weighted(const uint which, HeadRows from, HeadRows to, uint size) {
  const uint half_tile = tile_size / 2, top = gl_LocalInvocationID.x / tile_size * half_tile;
  for (uint column = gl_LocalInvocationID.x % tile_size; column < size; column += tile_size) {
    float sums[half_tile];
    for (uint r = 0; r < half_tile; ++r) {
      const uint at = to.begin + (top + r) * to.stride + column;
      sums[r] = top + r < to.count ? OUT(to.slot)[at] * KEEP(top + r) : 0.0;
    }
    for (uint j = 0; j < from.count; ++j) {
      const float value = read(from.slot, from.begin + j * from.stride + column);
      for (uint r = 0; r < half_tile; ++r) {
        sums[r] = fma(weights[which][top + r][j], value, sums[r]);
      }
    }
    for (uint r = 0; r < half_tile; ++r) {
      if (top + r < to.count) OUT(to.slot)[to.begin + (top + r) * to.stride + column] = sums[r];
    }
  }
}

void clear(HeadRows to, uint size) {
  const uint half_tile = tile_size / 2, top = gl_LocalInvocationID.x / tile_size * half_tile;
  for (uint column = gl_LocalInvocationID.x % tile_size; column < size; column += tile_size) {
    for (uint r = top; r < min(top + half_tile, to.count); ++r) {
      OUT(to.slot)[to.begin + r * to.stride + column] = 0.0;
    }
  }
}
