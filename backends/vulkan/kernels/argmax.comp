#version 460
#extension GL_GOOGLE_include_directive : require
// dispatch: work_size(ArgmaxParams)
// tile: 128 1 1
// proof: 3, 5, 7, 0 | f32 3 5 7 | i32 3 7
// proof: 3, 5, 7, 1 | f32 3 5 7 | i32 3 7
#include "fovea/kernels/argmax.h"
#define PARAMS ArgmaxParams
#include "backends/vulkan/glsl/kernel.glsl"

bool exceeds(float x, float best, bool or_equals) {
  if (is_nan(x)) return or_equals || !is_nan(best);
  return !is_nan(best) && (x > best || (or_equals && x == best));
}

uint element_count() { return block.params.outer * block.params.inner; }
void element(uint i) {
  const ArgmaxParams p = block.params;
  const uint first = i / p.inner * p.size * p.inner + i % p.inner;
  float best = IN(0)[first];
  uint where = 0;
  for (uint s = 1; s < p.size; ++s) {
    const float x = IN(0)[first + s * p.inner];
    if (exceeds(x, best, p.last != 0)) {
      best = x;
      where = s;
    }
  }
  OUT_INT(0)[i] = int(where);
}
#include "backends/vulkan/glsl/elementwise.glsl"
