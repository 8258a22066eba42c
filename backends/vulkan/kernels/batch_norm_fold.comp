#version 460
#extension GL_GOOGLE_include_directive : require
// dispatch: work_size(BatchNormParams)
// tile: 512 1 1
// proof: 1, 17, 0.001 | f32 17, f32 17, f32 17, f32+ 17 | f32 17, f32 17
#include "fovea/kernels/batch_norm.h"
#define PARAMS BatchNormParams
#include "backends/vulkan/glsl/kernel.glsl"

uint element_count() { return block.params.channels; }
void element(uint i) {
  const float a = IN(0)[i] / sqrt(IN(3)[i] + block.params.epsilon);
  OUT(0)[i] = a;
  OUT(1)[i] = IN(1)[i] - IN(2)[i] * a;
}
#include "backends/vulkan/glsl/elementwise.glsl"
