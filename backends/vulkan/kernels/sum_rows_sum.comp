#version 460
#extension GL_GOOGLE_include_directive : require
// dispatch: split_rows_sum_work_size(SumRowsParams)
// tile: 128 1 1
#include "backends/vulkan/shapes/row_splits.h"
#define PARAMS SumRowsParams
#include "backends/vulkan/glsl/kernel.glsl"

uint element_count() { return block.params.channels; }
void element(uint i) {
  const uint splits = row_splits(block.params.rows);
  float sum = 0;
  for (uint split = 0; split < splits; ++split) {
    sum += SCRATCH[split * block.params.channels + i];
  }
  OUT(0)[i] = sum;
}
#include "backends/vulkan/glsl/elementwise.glsl"
