#version 460
#extension GL_GOOGLE_include_directive : require
// dispatch: work_size(NormalizeParams)
// tile: 1024 1 1
// half: out 0
// proof: 35, 3 | u8 35 3, f32 3, f32+ 3 | f32 35 3
#include "fovea/kernels/normalize.h"
#define PARAMS NormalizeParams
#include "backends/vulkan/glsl/kernel.glsl"

uint element_count() { return block.params.pixels * block.params.channels; }
void element(uint i) { 
  const uint c = i % block.params.channels;
  const float pixel = float(byte_of(IN_WORD(0)[i / 4], i));
  write(0, i, (pixel / 255.0 - IN(1)[c]) / IN(2)[c]);
 }
#include "backends/vulkan/glsl/elementwise.glsl"
