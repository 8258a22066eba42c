#version 460
#extension GL_GOOGLE_include_directive : require
// A workgroup sums the rows of one split for 16 channels: 16 rows at a time, then a tree.
// dispatch: split_rows_work_size(SumRowsParams)
// scratch: split_rows_scratch(SumRowsParams)
// then: sum_rows_sum
// tile: 16 1 1
// half: in 0
// proof: 701, 17 | f32 701 17 | f32 17
// proof: 3, 1 | f32 3 1 | f32 1
#include "backends/vulkan/shapes/row_splits.h"
#define PARAMS SumRowsParams
#include "backends/vulkan/glsl/kernel.glsl"
layout(local_size_x = 16, local_size_y = 16) in;
shared float partial[16][16];

void sum_split(uint split, uint first_channel) {
  const uint rows = block.params.rows, channels = block.params.channels;
  const uint splits = row_splits(rows), each = (rows + splits - 1) / splits;
  const uint end = min((split + 1) * each, rows);
  const uint lane = gl_LocalInvocationID.x, y = gl_LocalInvocationID.y;
  const uint channel = first_channel + lane;
  float sum = 0;
  if (channel < channels) {
    for (uint row = split * each + y; row < end; row += 16) {
      sum += read(0, row * channels + channel);
    }
  }
  partial[y][lane] = sum;
  barrier();
  for (uint half_size = 8; half_size > 0; half_size /= 2) {
    if (y < half_size) partial[y][lane] += partial[y + half_size][lane];
    barrier();
  }
  if (y == 0 && channel < channels) {
    if (splits > 1) {
      SCRATCH[split * channels + channel] = partial[0][lane];
    } else {
      OUT(0)[channel] = partial[0][lane];
    }
  }
  barrier();
}

void main() {
  const uint splits = row_splits(block.params.rows);
  for (uint split = gl_WorkGroupID.y; split < splits; split += block.groups.y) {
    for (uint first = gl_WorkGroupID.x * 16; first < block.params.channels;
         first += block.groups.x * 16) {
      sum_split(split, first);
    }
  }
}
