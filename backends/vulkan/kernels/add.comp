#version 460
#extension GL_GOOGLE_include_directive : require
// dispatch: work_size(ElementwiseParams)
// tile: 1024 1 1
// in place: 0 0, 0 1
// half: in 0 1, out 0
// proof: 1301, 0.0, 0.0 | f32 1301, f32 1301 | f32 1301
#include "fovea/kernels/elementwise.h"
#define PARAMS ElementwiseParams
#include "backends/vulkan/glsl/kernel.glsl"

uint element_count() { return block.params.count; }
void element(uint i) { write(0, i, read(0, i) + read(1, i)); }
#include "backends/vulkan/glsl/elementwise.glsl"
