#version 460
#extension GL_GOOGLE_include_directive : require
// dispatch: work_size(BatchNormParams)
// tile: 1024 1 1
// half: in 0, out 0
#include "fovea/kernels/batch_norm.h"
#define PARAMS BatchNormParams
#include "backends/vulkan/glsl/kernel.glsl"

uint element_count() { return block.params.rows * block.params.channels; }
void element(uint i) {
  const uint c = i % block.params.channels;
  write(0, i, (read(0, i) - OUT(1)[c]) * OUT(2)[c] * IN(1)[c] + IN(2)[c]);
}
#include "backends/vulkan/glsl/elementwise.glsl"
