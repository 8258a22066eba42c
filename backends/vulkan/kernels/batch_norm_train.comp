#version 460
#extension GL_GOOGLE_include_directive : require
// For each split: the mean, and the sum of squared differences from it (two passes over its rows).
// dispatch: batch_norm_split_work_size(BatchNormParams)
// scratch: batch_norm_scratch(BatchNormParams)
// then: batch_norm_train_combine
// tile: 16 1 1
// half: in 0, out 0
// proof: 701, 17, 0.001 | f32 701 17, f32 17, f32 17 | f32 701 17, f32 17, f32 17, f32 17
// proof: 3, 1, 0.001 | f32 3 1, f32 1, f32 1 | f32 3 1, f32 1, f32 1, f32 1
#include "backends/vulkan/shapes/batch_norm.h"
#include "backends/vulkan/glsl/split_columns.glsl"

void main() {
  const uint channels = block.params.channels, splits = row_splits(block.params.rows);
  for (uint split = gl_WorkGroupID.y; split < splits; split += block.groups.y) {
    for (uint first = gl_WorkGroupID.x * 16; first < channels; first += block.groups.x * 16) {
      const uint channel = first + gl_LocalInvocationID.x;
      const uvec2 rows = rows_of(split);
      const uint begin = channel < channels ? rows.x + gl_LocalInvocationID.y : rows.y;
      float sum = 0, squares = 0;
      for (uint row = begin; row < rows.y; row += 16) sum += read(0, row * channels + channel);
      const float mean = tree_sum(sum) / float(max(rows.y - rows.x, 1));
      for (uint row = begin; row < rows.y; row += 16) {
        const float difference = read(0, row * channels + channel) - mean;
        squares += difference * difference;
      }
      squares = tree_sum(squares);
      if (gl_LocalInvocationID.y == 0 && channel < channels) {
        SCRATCH[split * channels + channel] = mean;
        SCRATCH[(splits + split) * channels + channel] = squares;
      }
    }
  }
}
