#version 460
#extension GL_GOOGLE_include_directive : require
// dispatch: work_size(BatchNormParams)
// tile: 1024 1 1
// half: in 0 1, out 0
#include "fovea/kernels/batch_norm.h"
#define PARAMS BatchNormParams
#include "backends/vulkan/glsl/kernel.glsl"

uint element_count() { return block.params.rows * block.params.channels; }
void element(uint i) {
  const uint c = i % block.params.channels;
  const float normalized = (read(1, i) - IN(3)[c]) * IN(4)[c];
  const float mean = (OUT(2)[c] + normalized * OUT(1)[c]) / float(block.params.rows);
  const float centred = read(0, i) - mean;
  write(0, i, IN(2)[c] * IN(4)[c] * centred);
}
#include "backends/vulkan/glsl/elementwise.glsl"
