#version 460
#extension GL_GOOGLE_include_directive : require
// dispatch: work_size(GatherParams)
// tile: 512 1 1
// proof: 3, 5, 7, 4 | f32 3 5 7, i32<6 4 | f32 3 4 7
#include "fovea/kernels/gather.h"
#define PARAMS GatherParams
#include "backends/vulkan/glsl/kernel.glsl"

uint element_count() { return block.params.outer * block.params.count * block.params.inner; }
void element(uint i) {
  const GatherParams p = block.params;
  const uint column = i % p.inner, n = i / p.inner % p.count, o = i / (p.inner * p.count);
  const int given = IN_INT(1)[n], index = given < 0 ? given + int(p.size) : given;
  const bool exists = index >= 0 && index < int(p.size);
  float value = 0.0;
  if (exists) value = IN(0)[(o * p.size + uint(index)) * p.inner + column];
  OUT(0)[i] = value;
}
#include "backends/vulkan/glsl/elementwise.glsl"
