#version 460
#extension GL_GOOGLE_include_directive : require
// One workgroup per row.
// dispatch: work_size(SoftmaxParams)
// tile: 2147483647 1 1
// proof: 3, 131 | f32 3 131 | f32 3 131
#include "fovea/kernels/softmax.h"
#define PARAMS SoftmaxParams
#include "backends/vulkan/glsl/kernel.glsl"
#define GROUP_SIZE 64
#include "backends/vulkan/glsl/math.glsl"
#include "backends/vulkan/glsl/reduce.glsl"

void main() {
  const uint classes = block.params.classes, lane = gl_LocalInvocationID.x;
  for (uint row = gl_WorkGroupID.y; row < block.params.rows; row += block.groups.y) {
    const uint begin = row * classes + lane, end = (row + 1) * classes;
    float maximum = -infinity(), sum = 0;
    for (uint i = begin; i < end; i += GROUP_SIZE) maximum = max(maximum, IN(0)[i]);
    maximum = group_max(maximum);
    for (uint i = begin; i < end; i += GROUP_SIZE) sum += exact_exp(IN(0)[i] - maximum);
    sum = group_sum(sum);
    for (uint i = begin; i < end; i += GROUP_SIZE) OUT(0)[i] = exact_exp(IN(0)[i] - maximum) / sum;
  }
}
