#version 460
#extension GL_GOOGLE_include_directive : require
// dispatch: work_size(ScaleShiftParams)
// tile: 512 1 1
// in place: 0 0
// half: in 0, out 0
// proof: 35, 3 | f32 35 3, f32 3, f32 3 | f32 35 3
#include "fovea/kernels/scale_shift.h"
#define PARAMS ScaleShiftParams
#include "backends/vulkan/glsl/kernel.glsl"

uint element_count() { return block.params.rows * block.params.channels; }
void element(uint i) {
  const uint c = i % block.params.channels;
  write(0, i, read(0, i) * IN(1)[c] + IN(2)[c]);
}
#include "backends/vulkan/glsl/elementwise.glsl"
