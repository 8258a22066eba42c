#version 460
#extension GL_GOOGLE_include_directive : require
// dispatch: work_size(ExampleLossParams)
// proof: 3, 131, 1 | f32+ 3 131, f32 3 131 | f32 3
#include "fovea/kernels/example_loss.h"
#define PARAMS ExampleLossParams
#include "backends/vulkan/glsl/kernel.glsl"
#include "backends/vulkan/glsl/math.glsl"
#define GROUP_SIZE 64

float l(float x, float t) {
  if (block.params.from_logits == 1) {
    return (is_nan(x) ? x : max(x, 0.0)) - x * t + exact_log1p(exact_exp(-abs(x)));
  }
  const float p = between(-100.0, infinity(), exact_log(x));
  const float q = between(-100.0, infinity(), exact_log1p(-x));
  return -t * p - (1.0 - t) * q;
}
#include "backends/vulkan/glsl/example_loss.glsl"
