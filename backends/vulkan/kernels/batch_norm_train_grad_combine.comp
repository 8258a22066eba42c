#version 460
#extension GL_GOOGLE_include_directive : require
// dispatch: batch_norm_channel_work_size(BatchNormParams)
// then: batch_norm_train_grad_apply
// tile: 128 1 1
#include "backends/vulkan/shapes/batch_norm.h"
#define PARAMS BatchNormParams
#include "backends/vulkan/glsl/kernel.glsl"

uint element_count() { return block.params.channels; }
void element(uint c) {
  const uint channels = block.params.channels, splits = row_splits(block.params.rows);
  float dbias = 0, dscale = 0;
  for (uint split = 0; split < splits; ++split) {
    dbias += SCRATCH[split * channels + c];
    dscale += SCRATCH[(splits + split) * channels + c];
  }
  OUT(1)[c] = dscale;
  OUT(2)[c] = dbias;
}
#include "backends/vulkan/glsl/elementwise.glsl"
