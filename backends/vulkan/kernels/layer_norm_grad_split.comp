#version 460
#extension GL_GOOGLE_include_directive : require
// dscale and dbias of layer_norm and rms_norm, summed over the rows of each split: for 16 columns
// at once, 16 rows at a time, then a tree.
// dispatch: norm_split_work_size(LayerNormParams)
// then: layer_norm_grad_sum
// tile: 16 1 1
// half: in 0 1, out 0
#include "backends/vulkan/shapes/layer_norm.h"
#define PARAMS LayerNormParams
#include "backends/vulkan/glsl/split_columns.glsl"

void main() {
  const LayerNormParams p = block.params;
  const uint splits = row_splits(p.rows);
  for (uint split = gl_WorkGroupID.y; split < splits; split += block.groups.y) {
    for (uint first = gl_WorkGroupID.x * 16; first < p.size; first += block.groups.x * 16) {
      const uint column = first + gl_LocalInvocationID.x;
      const bool inside = column < p.size;
      const uvec2 rows = rows_of(split);
      float dscale = 0, dbias = 0;
      for (uint row = inside ? rows.x + gl_LocalInvocationID.y : rows.y; row < rows.y; row += 16) {
        const float gradient = read(0, row * p.size + column);
        const float centred = read(1, row * p.size + column) - SCRATCH[2 * row];
        dscale = fma(gradient, centred * SCRATCH[2 * row + 1], dscale);
        dbias += gradient;
      }
      dscale = tree_sum(dscale);
      dbias = tree_sum(dbias);
      if (gl_LocalInvocationID.y == 0 && inside) {
        const uint sums = 2 * p.rows + split * p.size * (p.scaled + p.biased) + column;
        if (p.scaled != 0) SCRATCH[sums] = dscale;
        if (p.biased != 0) SCRATCH[sums + p.scaled * p.size] = dbias;
      }
    }
  }
}
