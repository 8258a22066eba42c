#version 460
#extension GL_GOOGLE_include_directive : require
// proof: 37, 10 | f32 37 10, i32<11 37 | i32
// proof: 1, 1 | f32 1 1, i32<1 1 | i32
#include "fovea/kernels/count_correct.h"
#define PARAMS CountCorrectParams
#include "backends/vulkan/glsl/kernel.glsl"
#define GROUP_SIZE 128
#include "backends/vulkan/glsl/reduce.glsl"

bool correct(uint row) {
  const uint classes = block.params.classes;
  const int label = IN_INT(1)[row];
  if (label < 0 || label >= int(classes)) return false;
  const float best = IN(0)[row * classes + label];
  bool first_largest = !is_nan(best);
  for (uint k = 0; k < classes; ++k) {
    const float x = IN(0)[row * classes + k];
    first_largest = first_largest && !is_nan(x) && (k < label ? x < best : x <= best);
  }
  return first_largest;
}

void main() {
  uint count = 0;
  for (uint row = gl_LocalInvocationID.x; row < block.params.rows; row += GROUP_SIZE) {
    if (correct(row)) ++count;
  }
  const float sum = group_sum(float(count));  // exact up to 2^24 rows
  if (gl_LocalInvocationID.x == 0) OUT_INT(0)[0] = int(sum);
}
