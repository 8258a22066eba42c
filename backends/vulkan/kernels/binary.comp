#version 460
#extension GL_GOOGLE_include_directive : require
// dispatch: work_size(BinaryParams)
// tile: 512 1 1
// in place: 0 0, 0 1
// half: in 0 1, out 0
// proof: 0, 0, 3, 3, 5, 7, 0, 0, 0, 0, 0, 7, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0 | f32 3 1 7, f32 5 1 | f32 3 5 7
// proof: 1, 0, 3, 3, 5, 7, 0, 0, 0, 0, 0, 7, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0 | f32 3 1 7, f32 5 1 | f32 3 5 7
// proof: 2, 0, 3, 3, 5, 7, 0, 0, 0, 0, 0, 7, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0 | f32 3 1 7, f32 5 1 | f32 3 5 7
// proof: 3, 0, 3, 3, 5, 7, 0, 0, 0, 0, 0, 7, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0 | f32+ 3 1 7, f32+ 5 1 | f32 3 5 7
// proof: 4, 0, 3, 3, 5, 7, 0, 0, 0, 0, 0, 7, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0 | f32 3 1 7, f32 5 1 | f32 3 5 7
// proof: 5, 0, 3, 3, 5, 7, 0, 0, 0, 0, 0, 7, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0 | f32+ 3 1 7, f32+ 5 1 | f32 3 5 7
// proof: 6, 0, 3, 3, 5, 7, 0, 0, 0, 0, 0, 7, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0 | f32 3 1 7, f32 5 1 | f32 3 5 7
// proof: 7, 0, 3, 3, 5, 7, 0, 0, 0, 0, 0, 7, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0 | f32 3 1 7, f32 5 1 | f32 3 5 7
// proof: 8, 0, 3, 3, 5, 7, 0, 0, 0, 0, 0, 7, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0 | f32 3 1 7, f32 5 1 | f32 3 5 7
// proof: 9, 0, 3, 3, 5, 7, 0, 0, 0, 0, 0, 7, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0 | f32 3 1 7, f32 5 1 | f32 3 5 7
// proof: 10, 0, 3, 3, 5, 7, 0, 0, 0, 0, 0, 7, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0 | f32 3 1 7, f32 5 1 | f32 3 5 7
#include "fovea/kernels/binary.h"
#define PARAMS BinaryParams
#include "backends/vulkan/glsl/kernel.glsl"
#include "backends/vulkan/glsl/math.glsl"
#include "backends/vulkan/glsl/binary.glsl"

float f(float a, float b) {
  switch (block.params.function) {
    case binary_add: return a + b;
    case binary_subtract: return a - b;
    case binary_multiply: return a * b;
    case binary_divide: return a / b;
    case binary_equal: return a == b ? 1.0 : 0.0;
    case binary_power: return power(a, b);
    case binary_minimum: return is_nan(a) ? a : is_nan(b) ? b : min(a, b);
    case binary_maximum: return is_nan(a) ? a : is_nan(b) ? b : max(a, b);
    case binary_less: return !is_nan(a) && !is_nan(b) && a < b ? 1.0 : 0.0;
    case binary_less_or_equal: return !is_nan(a) && !is_nan(b) && a <= b ? 1.0 : 0.0;
    default: return a < 0.0 ? b * a : a;
  }
}

void element(uint i) {
  const uvec2 at = meets(i);
  write(0, i, f(read(0, at.x), read(1, at.y)));
}
#include "backends/vulkan/glsl/elementwise.glsl"
