#version 460
#extension GL_GOOGLE_include_directive : require
// dispatch: work_size(ElementwiseParams)
// tile: 512 1 1
// in place: 0 0, 0 1
// proof: 301, 0.9, 0.1 | f32 301, f32 301 | f32 301
#include "fovea/kernels/elementwise.h"
#define PARAMS ElementwiseParams
#include "backends/vulkan/glsl/kernel.glsl"

uint element_count() { return block.params.count; }
void element(uint i) {
  OUT(0)[i] = block.params.alpha * IN(0)[i] + block.params.beta * IN(1)[i];
}
#include "backends/vulkan/glsl/elementwise.glsl"
