#version 460
#extension GL_GOOGLE_include_directive : require
// An invocation has one column of the inner axis and adds in the order of the indices.
// dispatch: column_work_size(GatherParams)
// tile: 128 1 1
#include "fovea/kernels/gather.h"
#define PARAMS GatherParams
#include "backends/vulkan/glsl/kernel.glsl"

uint element_count() { return block.params.outer * block.params.inner; }
void element(uint i) {
  const GatherParams p = block.params;
  const uint column = i % p.inner, o = i / p.inner;
  for (uint n = 0; n < p.count; ++n) {
    const int given = IN_INT(1)[n], row = given < 0 ? given + int(p.size) : given;
    if (row < 0 || row >= int(p.size)) continue;
    OUT(0)[(o * p.size + uint(row)) * p.inner + column] +=
        IN(0)[(o * p.count + n) * p.inner + column];
  }
}
#include "backends/vulkan/glsl/elementwise.glsl"
