#version 460
#extension GL_GOOGLE_include_directive : require
// dispatch: work_size(ExampleLossParams)
// proof: 3, 131, 0 | f32+ 3 131, f32 3 131 | f32 3
#include "fovea/kernels/example_loss.h"
#define PARAMS ExampleLossParams
#include "backends/vulkan/glsl/kernel.glsl"
#include "backends/vulkan/glsl/math.glsl"
#define GROUP_SIZE 64

float l(float x, float t) {
  return (x - t) * (x - t);
}
#include "backends/vulkan/glsl/example_loss.glsl"
