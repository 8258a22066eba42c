#version 460
#extension GL_GOOGLE_include_directive : require
// dispatch: work_size(ElementwiseParams)
// tile: 512 1 1
// in place: 0 0, 0 1
// half: in 0 1, out 0
// proof: 301, 0.3, 0.7 | f32 301, f32 301 | f32 301
#include "fovea/kernels/elementwise.h"
#define PARAMS ElementwiseParams
#include "backends/vulkan/glsl/kernel.glsl"
#include "backends/vulkan/glsl/math.glsl"

float grad(float dy, float y) { return dy * y * (1.0 - y); }
#include "backends/vulkan/glsl/activation_grad.glsl"
