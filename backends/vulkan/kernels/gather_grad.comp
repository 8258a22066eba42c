#version 460
#extension GL_GOOGLE_include_directive : require
// Writes zeros; gather_grad_add adds to them.
// dispatch: grad_work_size(GatherParams)
// then: gather_grad_add
// tile: 512 1 1
// proof: 3, 5, 7, 4 | f32 3 4 7, i32<6 4 | f32 3 5 7
#include "fovea/kernels/gather.h"
#define PARAMS GatherParams
#include "backends/vulkan/glsl/kernel.glsl"

uint element_count() { return block.params.outer * block.params.size * block.params.inner; }
void element(uint i) { OUT(0)[i] = 0.0; }
#include "backends/vulkan/glsl/elementwise.glsl"
