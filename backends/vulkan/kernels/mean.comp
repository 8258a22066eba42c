#version 460
#extension GL_GOOGLE_include_directive : require
// proof: 1301 | f32 1301 | f32
#include "fovea/kernels/mean.h"
#define PARAMS MeanParams
#include "backends/vulkan/glsl/kernel.glsl"
#define GROUP_SIZE 256
#include "backends/vulkan/glsl/reduce.glsl"

void main() {
  float sum = 0;
  for (uint i = gl_LocalInvocationID.x; i < block.params.count; i += GROUP_SIZE) sum += IN(0)[i];
  sum = group_sum(sum);
  if (gl_LocalInvocationID.x == 0) OUT(0)[0] = sum / float(block.params.count);
}
