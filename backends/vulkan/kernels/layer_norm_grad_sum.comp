#version 460
#extension GL_GOOGLE_include_directive : require
// dispatch: norm_sum_work_size(LayerNormParams)
// tile: 128 1 1
// half: in 0 1, out 0
#include "backends/vulkan/shapes/layer_norm.h"
#define PARAMS LayerNormParams
#include "backends/vulkan/glsl/kernel.glsl"

uint element_count() { return block.params.size * (block.params.scaled + block.params.biased); }
void element(uint i) {
  const uint size = block.params.size, count = element_count();
  float sum = 0;
  for (uint split = 0; split < row_splits(block.params.rows); ++split) {
    sum += SCRATCH[2 * block.params.rows + split * count + i];
  }
  OUT(1 + i / size)[i % size] = sum;
}
#include "backends/vulkan/glsl/elementwise.glsl"
