#version 460
#extension GL_GOOGLE_include_directive : require
// dispatch: work_size(StridedParams)
// tile: 512 1 1
// proof: 3, 3, 5, 7, 0, 0, 0, 0, 0, 1, 0, 3, 0, 0, 0, 0, 0, 1.0 | f32 7 3 | f32 3 5 7
// proof: 3, 3, 5, 7, 0, 0, 0, 0, 0, 1, 0, 3, 0, 0, 0, 0, 0, 0.2 | f32 7 3 | f32 3 5 7
#include "fovea/kernels/strided.h"
#define PARAMS StridedParams
#include "backends/vulkan/glsl/kernel.glsl"

uint element_count() {
  uint count = 1;
  for (uint axis = 0; axis < block.params.rank; ++axis) count *= block.params.size[axis];
  return count;
}
void element(uint i) {
  uint rest = i, x = 0;
  for (uint axis = block.params.rank; axis-- > 0;) {
    const uint size = block.params.size[axis];
    x += rest % size * block.params.stride[axis];
    rest /= size;
  }
  if (block.params.scale == 1.0) {
    OUT_WORD(0)[i] = IN_WORD(0)[x];
  } else {
    OUT(0)[i] = block.params.scale * IN(0)[x];
  }
}
#include "backends/vulkan/glsl/elementwise.glsl"
