// Sums over the rows of a split for 16 channels at once: 16 rows at a time, then a tree. The
// includer writes main(), in which all invocations call tree_sum.
#ifndef PARAMS
#define PARAMS BatchNormParams
#endif
#include "backends/vulkan/glsl/kernel.glsl"
layout(local_size_x = 16, local_size_y = 16) in;
shared float partial[16][16];

float tree_sum(float value) {
  const uint lane = gl_LocalInvocationID.x, y = gl_LocalInvocationID.y;
  barrier();
  partial[y][lane] = value;
  barrier();
  for (uint half_size = 8; half_size > 0; half_size /= 2) {
    if (y < half_size) partial[y][lane] += partial[y + half_size][lane];
    barrier();
  }
  return partial[0][lane];
}

// The rows of a split: x is the first, y is one after the last.
uvec2 rows_of(uint split) {
  const uint rows = block.params.rows, splits = row_splits(rows);
  const uint each = (rows + splits - 1) / splits;
  return uvec2(min(split * each, rows), min((split + 1) * each, rows));
}
