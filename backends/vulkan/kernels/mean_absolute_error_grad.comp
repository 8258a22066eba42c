#version 460
#extension GL_GOOGLE_include_directive : require
// dispatch: work_size(ExampleLossParams)
// proof: 3, 131, 0 | f32 3 131, f32 3 131, f32 3 | f32 3 131
#include "fovea/kernels/example_loss.h"
#define PARAMS ExampleLossParams
#include "backends/vulkan/glsl/kernel.glsl"
#include "backends/vulkan/glsl/math.glsl"

float dl(float x, float t) {
  const float difference = x - t;
  return difference > 0 ? 1.0 : difference < 0 ? -1.0 : difference;
}
#include "backends/vulkan/glsl/example_loss_grad.glsl"
