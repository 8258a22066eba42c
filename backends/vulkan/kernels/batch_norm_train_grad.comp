#version 460
#extension GL_GOOGLE_include_directive : require
// For each split: the sums of dy and of dy times the normalised x.
// dispatch: batch_norm_split_work_size(BatchNormParams)
// scratch: batch_norm_scratch(BatchNormParams)
// then: batch_norm_train_grad_combine
// tile: 16 1 1
// half: in 0 1, out 0
// proof: 701, 17, 0.001 | f32 701 17, f32 701 17, f32 17, f32 17, f32 17 | f32 701 17, f32 17, f32 17
#include "backends/vulkan/shapes/batch_norm.h"
#include "backends/vulkan/glsl/split_columns.glsl"

void main() {
  const uint channels = block.params.channels, splits = row_splits(block.params.rows);
  for (uint split = gl_WorkGroupID.y; split < splits; split += block.groups.y) {
    for (uint first = gl_WorkGroupID.x * 16; first < channels; first += block.groups.x * 16) {
      const uint channel = first + gl_LocalInvocationID.x;
      const bool inside = channel < channels;
      const uvec2 rows = rows_of(split);
      const uint begin = inside ? rows.x + gl_LocalInvocationID.y : rows.y;
      const float mean = inside ? IN(3)[channel] : 0.0, inverse = inside ? IN(4)[channel] : 0.0;
      float dscale = 0, dbias = 0;
      for (uint row = begin; row < rows.y; row += 16) {
        const uint i = row * channels + channel;
        dbias += read(0, i);
        dscale += read(0, i) * ((read(1, i) - mean) * inverse);
      }
      dbias = tree_sum(dbias);
      dscale = tree_sum(dscale);
      if (gl_LocalInvocationID.y == 0 && inside) {
        SCRATCH[split * channels + channel] = dbias;
        SCRATCH[(splits + split) * channels + channel] = dscale;
      }
    }
  }
}
