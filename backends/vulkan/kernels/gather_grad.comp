#version 460
#extension GL_GOOGLE_include_directive : require
// dispatch: grad_extent(GatherParams)
// tile: 512 1 1
// proof: 3, 5, 7, 4 | f32 3 4 7, i32<6 4 | f32 3 5 7
#include "framework/kernels/gather.h"
#define PARAMS GatherParams
#include "backends/vulkan/kernel.glsl"

uint element_count() { return block.params.outer * block.params.size * block.params.inner; }
void element(uint i) {
  const GatherParams p = block.params;
  const uint column = i % p.inner, o = i / (p.inner * p.size);
  const int row = int(i / p.inner % p.size);
  float sum = 0.0;
  for (uint n = 0; n < p.count; ++n) {
    const int given = IN_INT(1)[n], index = given < 0 ? given + int(p.size) : given;
    if (index == row) sum += IN(0)[(o * p.count + n) * p.inner + column];
  }
  OUT(0)[i] = sum;
}
#include "backends/vulkan/elementwise.glsl"
