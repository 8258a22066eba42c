#version 460
#extension GL_GOOGLE_include_directive : require
// dispatch: extent(ElementwiseParams)
// tile: 512 1 1
// in place: 0 0, 0 1
// half: in 0 1, out 0
// proof: 301, 0.3, 0.7 | f32 301, f32 301 | f32 301
#include "framework/kernels/elementwise.h"
#define PARAMS ElementwiseParams
#include "backends/vulkan/kernel.glsl"
#include "backends/vulkan/math.glsl"

float grad(float dy, float x) { 
  const float s = logistic(x);
  return dy * s * (1.0 + x * (1.0 - s));
 }
#include "backends/vulkan/activation_grad.glsl"
