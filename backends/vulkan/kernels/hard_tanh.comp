#version 460
#extension GL_GOOGLE_include_directive : require
// dispatch: work_size(ElementwiseParams)
// tile: 512 1 1
// in place: 0 0
// half: in 0, out 0
// proof: 301, -0.5, 0.6 | f32 301 | f32 301
#include "fovea/kernels/elementwise.h"
#define PARAMS ElementwiseParams
#include "backends/vulkan/glsl/kernel.glsl"

float f(float x) { return between(block.params.alpha, block.params.beta, x); }
#include "backends/vulkan/glsl/activation.glsl"
