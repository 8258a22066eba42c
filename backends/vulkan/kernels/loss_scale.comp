#version 460
#extension GL_GOOGLE_include_directive : require
// in place: 0 1, 1 2
// proof: 5, 1.5 | i32<2, f32+, i32<4 | f32, i32
// proof: 5, 1.5 | i32<1, f32+, i32<9 | f32, i32
// proof: 1, 1.5 | i32<2, f32+, i32<9 | f32, i32
#include "fovea/kernels/loss_scale.h"
#define PARAMS LossScaleParams
#include "backends/vulkan/glsl/kernel.glsl"
layout(local_size_x = 1) in;

void main() {
  const bool good = IN_INT(0)[0] != 0;
  const float scale = IN(1)[0];
  const int count = good ? IN_INT(2)[0] + 1 : 0;
  const bool grows = count >= int(block.params.interval);
  OUT(0)[0] = !good ? scale * 0.5 : grows ? min(scale * 2.0, block.params.largest) : scale;
  OUT_INT(1)[0] = grows ? 0 : count;
}
