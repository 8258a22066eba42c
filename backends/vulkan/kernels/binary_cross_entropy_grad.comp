#version 460
#extension GL_GOOGLE_include_directive : require
// dispatch: work_size(ExampleLossParams)
// proof: 3, 131, 1 | f32 3 131, f32 3 131, f32 3 | f32 3 131
#include "fovea/kernels/example_loss.h"
#define PARAMS ExampleLossParams
#include "backends/vulkan/glsl/kernel.glsl"
#include "backends/vulkan/glsl/math.glsl"

float dl(float x, float t) {
  if (block.params.from_logits == 1) return logistic(x) - t;
  const float variance = x * (1.0 - x);
  return (x - t) / (variance < 1e-12 ? 1e-12 : variance);
}
#include "backends/vulkan/glsl/example_loss_grad.glsl"
