#version 460
#extension GL_GOOGLE_include_directive : require
// dispatch: work_size(BinaryParams)
// tile: 512 1 1
// in place: 0 0, 0 1, 0 2
// half: in 0 1 2, out 0
// proof: 5, 0, 3, 3, 5, 7, 0, 0, 0, 0, 0, 7, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0 | f32 3 5 7, f32+ 3 1 7, f32+ 5 1 | f32 3 5 7
// proof: 5, 1, 3, 3, 5, 7, 0, 0, 0, 0, 0, 7, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0 | f32 3 5 7, f32+ 3 1 7, f32+ 5 1 | f32 3 5 7
// proof: 6, 0, 3, 3, 5, 7, 0, 0, 0, 0, 0, 7, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0 | f32 3 5 7, f32 3 1 7, f32 5 1 | f32 3 5 7
// proof: 6, 1, 3, 3, 5, 7, 0, 0, 0, 0, 0, 7, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0 | f32 3 5 7, f32 3 1 7, f32 5 1 | f32 3 5 7
// proof: 7, 0, 3, 3, 5, 7, 0, 0, 0, 0, 0, 7, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0 | f32 3 5 7, f32 3 1 7, f32 5 1 | f32 3 5 7
// proof: 7, 1, 3, 3, 5, 7, 0, 0, 0, 0, 0, 7, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0 | f32 3 5 7, f32 3 1 7, f32 5 1 | f32 3 5 7
// proof: 8, 0, 3, 3, 5, 7, 0, 0, 0, 0, 0, 7, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0 | f32 3 5 7, f32 3 1 7, f32 5 1 | f32 3 5 7
// proof: 8, 1, 3, 3, 5, 7, 0, 0, 0, 0, 0, 7, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0 | f32 3 5 7, f32 3 1 7, f32 5 1 | f32 3 5 7
#include "fovea/kernels/binary.h"
#define PARAMS BinaryParams
#include "backends/vulkan/glsl/kernel.glsl"
#include "backends/vulkan/glsl/math.glsl"
#include "backends/vulkan/glsl/binary.glsl"

// dy if a is smaller, half of it if both are equal.
float share(float dy, float a, float b) { return a < b ? dy : a == b ? 0.5 * dy : 0.0; }

float grad(float dy, float a, float b) {
  const bool in_a = block.params.side == 0;
  switch (block.params.function) {
    case binary_power:
      if (in_a) return b == 0.0 ? 0.0 : dy * (b * power(a, b - 1.0));
      return a == 0.0 ? 0.0 : dy * (power(a, b) * exact_log(a));
    case binary_minimum: return in_a ? share(dy, a, b) : share(dy, b, a);
    case binary_maximum: return in_a ? share(dy, b, a) : share(dy, a, b);
    default:
      if (in_a) return a < 0.0 ? dy * b : dy;
      return a < 0.0 ? dy * a : 0.0;
  }
}

void element(uint i) {
  const uvec2 at = meets(i);
  write(0, i, grad(read(0, i), read(1, at.x), read(2, at.y)));
}
#include "backends/vulkan/glsl/elementwise.glsl"
