#version 460
#extension GL_GOOGLE_include_directive : require
// dispatch: work_size(ElementwiseParams)
// tile: 4096 1 1
// in place: 0 1, 0 2
// proof: 52, 0.0, 0.0 | i32<2, f32 13, f32 13 | f32 13
// proof: 4, 0.0, 0.0 | i32<1, i32<9, i32<9 | i32
#include "fovea/kernels/elementwise.h"
#define PARAMS ElementwiseParams
#include "backends/vulkan/glsl/kernel.glsl"

uint element_count() { return (block.params.count + 3) / 4; }
void element(uint i) { 
  OUT_WORD(0)[i] = IN_INT(0)[0] != 0 ? IN_WORD(1)[i] : IN_WORD(2)[i];
 }
#include "backends/vulkan/glsl/elementwise.glsl"
