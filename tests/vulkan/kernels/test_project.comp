#version 460
#extension GL_GOOGLE_include_directive : require
// y = sum over i of x[i] * weight[i], with compensation of rounding errors (Kahan), because the
// sums of the other backends are in double.
#include "fovea/kernels/elementwise.h"
#define PARAMS ElementwiseParams
#include "backends/vulkan/glsl/kernel.glsl"
#define GROUP_SIZE 128
#include "backends/vulkan/glsl/reduce.glsl"

void main() {
  precise float sum = 0, lost = 0;
  for (uint i = gl_LocalInvocationID.x; i < block.params.count; i += GROUP_SIZE) {
    precise const float term = IN(0)[i] * IN(1)[i] - lost;
    precise const float next = sum + term;
    lost = (next - sum) - term;
    sum = next;
  }
  sum = group_sum(sum);
  if (gl_LocalInvocationID.x == 0) OUT(0)[0] = sum;
}
