#version 460
#extension GL_GOOGLE_include_directive : require
// Reads far after its input, which the validation layer must find.
// dispatch: work_size(ElementwiseParams)
// tile: 1024 1 1
#include "fovea/kernels/elementwise.h"
#define PARAMS ElementwiseParams
#include "backends/vulkan/glsl/kernel.glsl"

uint element_count() { return block.params.count; }
void element(uint i) { OUT(0)[i] = IN(0)[i + 16384]; }
#include "backends/vulkan/glsl/elementwise.glsl"
