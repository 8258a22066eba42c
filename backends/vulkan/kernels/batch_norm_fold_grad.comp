#version 460
#extension GL_GOOGLE_include_directive : require
// dispatch: work_size(BatchNormParams)
// tile: 512 1 1
// proof: 1, 17, 0.001 | f32 17, f32 17, f32 17, f32 17, f32+ 17 | f32 17, f32 17, f32 17, f32 17
#include "fovea/kernels/batch_norm.h"
#define PARAMS BatchNormParams
#include "backends/vulkan/glsl/kernel.glsl"

uint element_count() { return block.params.channels; }
void element(uint i) {
  const float da = IN(0)[i], db = IN(1)[i], scale = IN(2)[i], mean = IN(3)[i];
  const float inverse = 1.0 / sqrt(IN(4)[i] + block.params.epsilon);
  const float dscale = (da - db * mean) * inverse;
  OUT(0)[i] = dscale;
  OUT(1)[i] = db;
  OUT(2)[i] = -scale * inverse * db;
  OUT(3)[i] = -scale * dscale * inverse * inverse * 0.5;
}
#include "backends/vulkan/glsl/elementwise.glsl"
