#version 460
#extension GL_GOOGLE_include_directive : require
// dispatch: work_size(MeanParams)
// tile: 1024 1 1
// proof: 37 | f32 | f32 37
#include "fovea/kernels/mean.h"
#define PARAMS MeanParams
#include "backends/vulkan/glsl/kernel.glsl"

uint element_count() { return block.params.count; }
void element(uint i) { OUT(0)[i] = IN(0)[0] / float(block.params.count); }
#include "backends/vulkan/glsl/elementwise.glsl"
